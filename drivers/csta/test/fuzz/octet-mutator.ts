import { pick, randomInteger, type Random } from '../../../../src/base/random.ts';

const MAX_OCTETS = 4_000;

/** Spoils octets of any kind: changed, cut out, put in, doubled, and exchanged with other seeds. */
export class OctetMutator {
  readonly #random: Random;
  readonly #seeds: readonly Uint8Array[];
  readonly #odd: readonly number[];

  /** @param odd octets that mean something where they come */
  constructor(random: Random, seeds: readonly Uint8Array[], odd: readonly number[]) {
    this.#random = random;
    this.#seeds = seeds;
    this.#odd = odd;
  }

  next(): Uint8Array {
    let octets = pick(this.#random, this.#seeds);
    const times = 1 + randomInteger(this.#random, 4);
    for (let time = 0; time < times; time += 1) octets = this.#spoilt(octets);
    return octets.subarray(0, MAX_OCTETS);
  }

  #spoilt(octets: Uint8Array): Uint8Array {
    const random = this.#random;
    const at = randomInteger(random, octets.length + 1);
    const length = Math.min(octets.length - at, 1 + randomInteger(random, 16));
    switch (randomInteger(random, 7)) {
      case 0:
        return replaced(octets, at, 1, [(octets[at] ?? 0) ^ (1 << randomInteger(random, 8))]);
      case 1:
        return replaced(octets, at, 1, [pick(random, this.#odd)]);
      case 2:
        return replaced(octets, at, 0, [pick(random, this.#odd)]);
      case 3:
        return replaced(octets, at, 0, [randomInteger(random, 256)]);
      case 4:
        return replaced(octets, at, length, []);
      case 5:
        return replaced(octets, at, 0, octets.subarray(at, at + length));
      default: {
        const other = pick(random, this.#seeds);
        const from = randomInteger(random, other.length + 1);
        return replaced(octets, at, length, other.subarray(from, from + length));
      }
    }
  }
}

function replaced(
  octets: Uint8Array,
  at: number,
  removed: number,
  by: ArrayLike<number>,
): Uint8Array {
  const rest = octets.subarray(at + removed);
  const result = new Uint8Array(at + by.length + rest.length);
  result.set(octets.subarray(0, at));
  result.set(by, at);
  result.set(rest, at + by.length);
  return result;
}
