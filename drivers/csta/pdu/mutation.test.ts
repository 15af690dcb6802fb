import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { pick, randomInteger, SeededRandom } from '../../../src/base/random.ts';
import { DecodeTrace } from '../ber/decode-trace.ts';
import { elementTree } from '../ber/element-tree.ts';
import { Mutator } from './testing/mutator.ts';
import { decodePdu, encodePdu, type Phase } from './phases.ts';
import { CAPTURED_VECTORS } from './testing/captured-vectors.ts';

const PHASES: readonly Phase[] = ['I', 'II', 'III'];
const SEED = 20_260_101;
const TIMES = 6_000;

/** The value; undefined where the octets are refused in the proper way. */
function read(octets: Uint8Array, phase: Phase, trace?: DecodeTrace): unknown {
  try {
    return decodePdu(octets, phase, trace);
  } catch (error) {
    expect(error).toBeInstanceOf(CrosspointError);
    const { code, position } = error as CrosspointError;
    expect(code).toBe('malformed-frame');
    expect(position?.offset).toBeGreaterThanOrEqual(0);
    expect(position?.offset).toBeLessThanOrEqual(octets.length);
    return undefined;
  }
}

describe('spoilt PDUs', () => {
  it('are refused with a place, or read to a value that is written and read again as it is', () => {
    const random = new SeededRandom(SEED);
    const seeds = CAPTURED_VECTORS.map(({ hex }) => Buffer.from(hex, 'hex'));
    const mutator = new Mutator(random, seeds);
    let readable = 0;
    for (let time = 0; time < TIMES; time += 1) {
      const octets = mutator.next();
      const phase = pick(random, PHASES);
      const value = read(octets, phase);
      if (value === undefined) continue;
      readable += 1;
      const again = decodePdu(encodePdu(value as never, phase), phase);
      const where = `seed ${SEED}, time ${time}: ${Buffer.from(octets).toString('hex')}`;
      expect(again, where).toEqual(value);
      // With a trace the value is the same.
      if (randomInteger(random, 20) === 0) {
        const trace = new DecodeTrace();
        expect(read(octets, phase, trace), where).toEqual(value);
        expect(trace.elements(octets).length).toBe(trace.names.length);
      }
    }
    // Enough of them can still be read for this to say something.
    expect(readable).toBeGreaterThan(TIMES / 20);
  });

  it('leave the tree of elements in order, or are refused by it', () => {
    const random = new SeededRandom(SEED + 1);
    const mutator = new Mutator(
      random,
      CAPTURED_VECTORS.map(({ hex }) => Buffer.from(hex, 'hex')),
    );
    for (let time = 0; time < TIMES / 2; time += 1) {
      const octets = mutator.next();
      let found;
      try {
        found = elementTree(octets);
      } catch (error) {
        expect(error).toMatchObject({ code: 'malformed-frame' });
        continue;
      }
      const top = found.filter(({ depth }) => depth === 0);
      let end = 0;
      for (const { offset, headerLength, contentLength } of top) {
        expect(offset).toBeGreaterThanOrEqual(end);
        end = offset + headerLength + contentLength;
      }
      expect(end).toBeLessThanOrEqual(octets.length);
    }
  });
});
