import { CrosspointError } from '../../../../src/base/errors.ts';
import type { Random } from '../../../../src/base/random.ts';
import { DecodeTrace } from '../../ber/decode-trace.ts';
import { decodePdu, encodePdu, type Phase } from '../../pdu/phases.ts';
import { CAPTURED_VECTORS } from '../../pdu/testing/captured-vectors.ts';
import { Mutator } from '../../pdu/testing/mutator.ts';
import type { FuzzKind, Verdict } from './fuzz-kind.ts';

/** Spoilt PDUs that took a new way are spoilt further, up to so many. */
const MOST_SEEDS = 10_000;
const WAY_SLOTS = 2 ** 20;

/**
 * Spoilt PDUs of one phase. Those that decode by a way not seen before are kept and spoilt again. What
 * is read must come out of its own encoding again.
 */
export class PduKind implements FuzzKind {
  readonly name: string;
  /** Ways through the decoder that were found; a few may share a slot. */
  ways = 0;
  readonly #phase: Phase;
  readonly #mutator: Mutator;
  readonly #isWaySeen = new Uint8Array(WAY_SLOTS);

  constructor(phase: Phase, random: Random) {
    this.name = `pdu-${phase}`;
    this.#phase = phase;
    const seeds = CAPTURED_VECTORS.map(({ hex }) => Buffer.from(hex, 'hex'));
    this.#mutator = new Mutator(random, seeds);
  }

  next(): Uint8Array {
    return this.#mutator.next();
  }

  read(octets: Uint8Array): Verdict {
    const trace = new DecodeTrace();
    let value;
    try {
      value = decodePdu(octets, this.#phase, trace);
    } catch (error) {
      this.#learn(trace, error);
      throw error;
    }
    this.#demandSame(value);
    // Only what can be decoded is spoilt further: the rest is refused at the same place again.
    if (this.#learn(trace) && this.#mutator.size < MOST_SEEDS) {
      this.#mutator.add(Uint8Array.from(octets));
    }
    return 'read';
  }

  #demandSame(value: ReturnType<typeof decodePdu>): void {
    let again;
    try {
      again = decodePdu(encodePdu(value, this.#phase), this.#phase);
    } catch (error) {
      throw new Error(`what was decoded cannot be encoded: ${String(error)}`, { cause: error });
    }
    if (JSON.stringify(again) !== JSON.stringify(value)) {
      throw new Error('another value comes out of its encoding');
    }
  }

  /** Whether this way was not seen before. */
  #learn(trace: DecodeTrace, error?: unknown): boolean {
    const fault = error instanceof CrosspointError ? error.detail.replaceAll(/\d+/g, '') : '';
    const slot = hashOf(`${trace.names.join('/')}${fault}`) % WAY_SLOTS;
    if (this.#isWaySeen[slot] !== 0) return false;
    this.#isWaySeen[slot] = 1;
    this.ways += 1;
    return true;
  }
}

/** FNV-1a of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
