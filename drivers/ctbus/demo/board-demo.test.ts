import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import { Board } from '../board.ts';
import { runBoardDemo, type DemoResult } from './board-demo.ts';
import { hum } from './voices.ts';

it('plays to a caller, hears his keys, records his message and puts him into a conference', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crosspoint-demo-'));
  try {
    const said: string[] = [];
    const result = await runBoardDemo({
      folder,
      clock: new SystemClock(),
      say: (line) => said.push(line),
      speak: async () => undefined,
      pace: 'stepped',
    });
    expect(result.digits).toBe('4711#');
    expect(result.stoppedAfterMs).toBeLessThan(60);
    await checkFiles(result);
    expect(said.at(-1)).toMatch(/hung up/);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

async function checkFiles({ files }: DemoResult): Promise<void> {
  const [heardFile = '', messageFile = '', conferenceFile = ''] = files;
  const board = await Board.open({
    library: 'simulated',
    pace: 'stepped',
    settings: { backplane: 'judge', pace: 'stepped' },
  });
  try {
    const samplesOf = async (from: string | Uint8Array) =>
      Float64Array.from((await board.loadSound(from)).octets(), fromALaw);
    const caller = await samplesOf(hum('caller', 2_000));
    const message = await samplesOf(messageFile);
    expect(likeness(message, await samplesOf(hum('caller', 2_500)))).toBeGreaterThan(0.98);
    const conference = await samplesOf(conferenceFile);
    for (const who of ['caller', 'second', 'third'] as const) {
      // Of three who speak one after the other, two at a time.
      expect(likeness(conference, await samplesOf(hum(who, 2_000))), who).toBeGreaterThan(0.55);
    }
    const heard = await samplesOf(heardFile);
    expect(heard.length / 8_000).toBeGreaterThan(8);
    // The caller hears the others, and himself not.
    expect(likeness(heard, await samplesOf(hum('second', 2_000)))).toBeGreaterThan(0.55);
    expect(likeness(heard, caller)).toBeLessThan(0.3);
  } finally {
    await board.close();
  }
}

/** The best correlation of `wanted` with any stretch of `samples`: 1 is the same but for its loudness. */
function likeness(samples: Float64Array, wanted: Float64Array): number {
  const part = wanted.subarray(0, 4_000);
  const energy = energyOf(part);
  let best = 0;
  for (let at = 0; at + part.length <= samples.length; at += 1) {
    let product = 0;
    // Every fourth sample is enough to find the place.
    for (let index = 0; index < part.length; index += 4) {
      product += (part[index] ?? 0) * (samples[at + index] ?? 0);
    }
    if (product <= 0) continue;
    const other = energyOf(samples.subarray(at, at + part.length));
    best = Math.max(best, product / Math.sqrt(energy * other || 1));
  }
  return best;
}

function energyOf(samples: Float64Array): number {
  let energy = 0;
  for (let index = 0; index < samples.length; index += 4) energy += (samples[index] ?? 0) ** 2;
  return energy;
}

/** ITU-T G.711, A-law, as a linear sample. */
function fromALaw(octet: number): number {
  const code = octet ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}
