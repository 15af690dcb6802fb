const RATE = 8_000;

/** A note: how many semitones above the first, and for how long. */
export interface Note {
  readonly semitones: number;
  readonly ms: number;
}

/** Three people who can be told apart by ear and by arithmetic: each hums in a place of their own. */
export const HUMS = {
  caller: { hertz: 330, semitones: [0, 4, 7, 12, 7, 4, 0, 5] },
  second: { hertz: 523, semitones: [0, 2, 4, 5, 7, 5, 4, 2] },
  third: { hertz: 831, semitones: [0, -2, -3, -5, -3, -2, 0, 2] },
} as const;

/** What stands in for words where nothing is installed that could say them. */
export const JINGLE: readonly Note[] = [0, 4, 7, 12, 7, 12, 16, 12].map((semitones) => {
  return { semitones, ms: 400 };
});

/** A melody as a WAV file of linear samples at 8 kHz, sounding like a voice that hums: three partials, no clicks. */
export function melody(hertz: number, notes: readonly Note[], level = 0.25): Uint8Array {
  const samples: number[] = [];
  for (const { semitones, ms } of notes) {
    const pitch = hertz * 2 ** (semitones / 12);
    const count = Math.round((ms * RATE) / 1_000);
    for (let index = 0; index < count; index += 1) {
      const angle = (2 * Math.PI * pitch * index) / RATE;
      const tone = Math.sin(angle) + 0.4 * Math.sin(2 * angle) + 0.2 * Math.sin(3 * angle);
      const edge = Math.min(1, index / 80, (count - index) / 80);
      samples.push(Math.round((tone / 1.6) * level * edge * 32_767));
    }
  }
  return wavOf(Int16Array.from(samples));
}

/** One person's hum of about so many milliseconds. */
export function hum(who: keyof typeof HUMS, durationMs: number): Uint8Array {
  const { hertz, semitones } = HUMS[who];
  const noteMs = 250;
  const notes = Array.from({ length: Math.ceil(durationMs / noteMs) }, (_, index) => {
    return { semitones: semitones[index % semitones.length] ?? 0, ms: noteMs };
  });
  return melody(hertz, notes);
}

/** RIFF WAVE with 16-bit samples, one channel. */
function wavOf(samples: Int16Array): Uint8Array {
  const octets = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(octets.buffer);
  const text = (at: number, what: string): void => {
    for (let index = 0; index < what.length; index += 1)
      view.setUint8(at + index, what.charCodeAt(index));
  };
  text(0, 'RIFF');
  view.setUint32(4, octets.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => view.setInt16(44 + index * 2, sample, true));
  return octets;
}
