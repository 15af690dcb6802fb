import { describe, expect, it } from 'vitest';
import { detectPhase } from './detect-phase.ts';
import { CAPTURED_VECTORS } from './testing/captured-vectors.ts';

const EVENT = /^hp-(Delivered|Established|Transferred)|-(delivered|held|failed)/;

const detect = (hex: string): ReturnType<typeof detectPhase> =>
  detectPhase(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('the phase of a PDU', () => {
  it.each(CAPTURED_VECTORS)('may be what it is: $id', ({ hex, phase }) => {
    expect(detect(hex).phases).toContain(phase);
  });

  it('is nothing else for an event', () => {
    for (const { id, hex, phase } of CAPTURED_VECTORS) {
      if (EVENT.test(id)) expect(detect(hex)).toMatchObject({ phase, phases: [phase] });
    }
  });

  it('is I or II where a system status has the code of old', () => {
    expect(detect('A1 09 02 01 01 02 01 34 0A 01 02').phases).toEqual(['II', 'I']);
  });

  it('is all of them for what all of them share, the likeliest first', () => {
    expect(detect('64 06 80 01 00 81 01 01').phases).toEqual(['III', 'II', 'I']);
    expect(detect('A4 05 05 00 80 01 00').phases).toEqual(['III', 'II', 'I']);
  });

  it('is none where no phase can read it', () => {
    expect(() => detect('A1 03 02 01 01')).toThrow('malformed-frame');
  });
});
