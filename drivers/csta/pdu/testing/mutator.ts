import { pick, randomInteger, type Random } from '../../../../src/base/random.ts';
import { elementTree, type BerElement } from '../../ber/element-tree.ts';

const ODD_OCTETS = [
  0x00, 0x01, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x9f, 0xa0, 0xff,
] as const;
const MAX_LENGTH = 1_000;

/**
 * Spoils PDUs: octets changed, cut out and put in, and whole elements doubled, dropped, exchanged or
 * given another tag, with the lengths around them put right so that decoding gets further in.
 */
export class Mutator {
  readonly #random: Random;
  readonly #seeds: Uint8Array[];

  constructor(random: Random, seeds: readonly Uint8Array[]) {
    this.#random = random;
    this.#seeds = [...seeds];
  }

  /** Another PDU to begin with. */
  add(seed: Uint8Array): void {
    this.#seeds.push(seed);
  }

  get size(): number {
    return this.#seeds.length;
  }

  next(): Uint8Array {
    let octets: Uint8Array = Uint8Array.from(pick(this.#random, this.#seeds));
    const times = 1 + randomInteger(this.#random, 3);
    for (let time = 0; time < times; time += 1) {
      octets = this.#random.next() < 0.5 ? this.#spoilElement(octets) : this.#spoilOctet(octets);
    }
    return octets.subarray(0, MAX_LENGTH);
  }

  #spoilOctet(octets: Uint8Array): Uint8Array {
    const at = randomInteger(this.#random, Math.max(1, octets.length));
    const changed = Uint8Array.from(octets);
    switch (randomInteger(this.#random, 5)) {
      case 0:
        changed[at] = (changed[at] ?? 0) ^ (1 << randomInteger(this.#random, 8));
        return changed;
      case 1:
        changed[at] = pick(this.#random, ODD_OCTETS);
        return changed;
      case 2:
        changed[at] = randomInteger(this.#random, 256);
        return changed;
      case 3:
        return octets.subarray(0, at);
      default:
        return this.#replaced(octets, at, at, Uint8Array.of(pick(this.#random, ODD_OCTETS)));
    }
  }

  #spoilElement(octets: Uint8Array): Uint8Array {
    const elements = this.#elements(octets);
    const one = elements[randomInteger(this.#random, Math.max(1, elements.length))];
    if (one === undefined) return this.#spoilOctet(octets);
    const end = one.offset + one.headerLength + one.contentLength;
    const whole = octets.subarray(one.offset, end);
    switch (randomInteger(this.#random, 4)) {
      case 0:
        return this.#resized(octets, elements, one, this.#replaced(whole, 0, 0, whole));
      case 1:
        return this.#resized(octets, elements, one, new Uint8Array());
      case 2: {
        const retagged = Uint8Array.from(whole);
        retagged[0] = randomInteger(this.#random, 256);
        return this.#resized(octets, elements, one, retagged);
      }
      default: {
        const donor = pick(this.#random, this.#seeds);
        const others = this.#elements(donor);
        const other = others[randomInteger(this.#random, Math.max(1, others.length))];
        if (other === undefined) return this.#spoilOctet(octets);
        const otherEnd = other.offset + other.headerLength + other.contentLength;
        return this.#resized(octets, elements, one, donor.subarray(other.offset, otherEnd));
      }
    }
  }

  #elements(octets: Uint8Array): BerElement[] {
    try {
      return elementTree(octets);
    } catch {
      return [];
    }
  }

  /** An element replaced, and the short lengths of those around it by as much more or less. */
  #resized(
    octets: Uint8Array,
    elements: readonly BerElement[],
    one: BerElement,
    by: Uint8Array,
  ): Uint8Array {
    const end = one.offset + one.headerLength + one.contentLength;
    const resized = this.#replaced(octets, one.offset, end, by);
    const difference = by.length - (end - one.offset);
    for (const { offset, headerLength, contentLength } of elements) {
      const isAround = offset < one.offset && offset + headerLength + contentLength >= end;
      const length = contentLength + difference;
      if (isAround && headerLength === 2 && length < 0x80) resized[offset + 1] = length;
    }
    return resized;
  }

  #replaced(octets: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
    const result = new Uint8Array(octets.length - (to - from) + by.length);
    result.set(octets.subarray(0, from));
    result.set(by, from);
    result.set(octets.subarray(to), from + by.length);
    return result;
  }
}
