import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { fuzzShares } from './fuzz/fuzz-kinds.ts';
import { FuzzRun } from './fuzz/fuzz-run.ts';

const SEED = 20_261_001;
const EXECUTIONS = 8_000;

describe('spoilt input from a switch', () => {
  const kinds = fuzzShares(SEED).map(({ share, make }) => ({ kind: make(), share }));

  it.each(kinds.map(({ kind, share }) => [kind.name, kind, share] as const))(
    'of the kind %s is read or refused with a place',
    (_name, kind, share) => {
      // Slowness is for the bench to find: here every moment is the same.
      const fuzz = new FuzzRun(kind, () => 0);
      for (let time = 0; time < EXECUTIONS * share; time += 1) fuzz.once();
      expect(fuzz.failures).toEqual([]);
      expect(fuzz.defects).toBe(0);
      // Both happen, or this says nothing.
      expect(fuzz.read).toBeGreaterThan(0);
      expect(fuzz.refused).toBeGreaterThan(0);
    },
  );

  it.each([
    ['an error of the language', new TypeError('x is not a function')],
    ['another code', new CrosspointError('invalid-request', 'no')],
    ['no place', new CrosspointError('malformed-frame', 'somewhere')],
  ])('is a defect where it ends with %s', (_what, error) => {
    const read = () => {
      throw error;
    };
    const kind = { name: 'bad', next: () => Uint8Array.of(0xa1), read };
    const fuzz = new FuzzRun(kind, () => 0);
    fuzz.once();
    expect(fuzz.defects).toBe(1);
    expect(fuzz.failures).toMatchObject([{ kind: 'bad', input: 'A1' }]);
  });

  it('hangs where it is slow twice, not once', () => {
    let now = 0;
    const slow = [500, 0, 500, 500];
    const read = () => {
      now += slow.shift() ?? 0;
      return 'read' as const;
    };
    const fuzz = new FuzzRun({ name: 'slow', next: () => Uint8Array.of(), read }, () => now);
    fuzz.once();
    expect(fuzz.hangs).toBe(0);
    fuzz.once();
    expect(fuzz).toMatchObject({ hangs: 1, slowestMs: 500, executions: 2, read: 2 });
  });
});
