import { identifierLengthOf } from './header.ts';
import { unencodable } from './malformed.ts';

const NO_NIBBLE = 0xff;
/** Character code → value of the hex digit. */
const NIBBLE_OF: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? NO_NIBBLE : value;
});

/**
 * Writes BER with the shortest definite lengths (ITU-T X.690, 8.1.3.3 to 8.1.3.5) from the back to the
 * front, so that the length of a content is known when its header is written. Write the last component
 * first. Each method of a type takes the tag to write in its place, as `tagAt` composes it.
 */
export class BerWriter {
  #octets: Buffer;
  /** Where what has been written begins. */
  #at: number;

  constructor(capacity = 512) {
    this.#octets = Buffer.allocUnsafe(capacity);
    this.#at = capacity;
  }

  /** Octets written so far. */
  get size(): number {
    return this.#octets.length - this.#at;
  }

  /** Begins anew; what `view` gave before is overwritten. */
  reset(): void {
    this.#at = this.#octets.length;
  }

  /** What has been written, until the next `reset`. */
  view(): Uint8Array {
    return this.#octets.subarray(this.#at);
  }

  /** A copy of what has been written. */
  take(): Uint8Array {
    return Uint8Array.from(this.view());
  }

  /** The header of an element whose content was written since `size` was `sizeBefore`. */
  header(tag: number, sizeBefore: number): void {
    const length = this.#octets.length - this.#at - sizeBefore;
    if (length < 0x80 && tag <= 0xff && this.#at >= 2) {
      this.#octets[this.#at - 1] = length;
      this.#octets[this.#at - 2] = tag;
      this.#at -= 2;
    } else {
      this.#longHeader(tag, length);
    }
  }

  integer(tag: number, value: number): void {
    if (!Number.isSafeInteger(value)) throw unencodable(`${value} is no whole number`);
    const before = this.size;
    this.#reserve(8);
    let rest = value;
    do {
      this.#push(((rest % 256) + 256) % 256);
      rest = Math.floor(rest / 256);
    } while (!isSignOf(rest, this.#octets[this.#at] as number));
    this.header(tag, before);
  }

  boolean(tag: number, value: boolean): void {
    const before = this.size;
    this.#reserve(1);
    this.#push(value ? 0xff : 0);
    this.header(tag, before);
  }

  null(tag: number): void {
    this.header(tag, this.size);
  }

  objectIdentifier(tag: number, value: string): void {
    const arcs = value.split('.').map(Number);
    const [first, second] = arcs;
    if (first === undefined || second === undefined || !/^[0-2](\.\d+)+$/.test(value)) {
      throw unencodable(`${value} is no OBJECT IDENTIFIER`);
    }
    if (first < 2 && second > 39) throw unencodable(`${value} is no OBJECT IDENTIFIER`);
    const before = this.size;
    for (const arc of [first * 40 + second, ...arcs.slice(2)].toReversed()) this.#arc(arc);
    this.header(tag, before);
  }

  /** OCTET STRING out of hex digits. */
  hex(tag: number, value: string): void {
    const before = this.size;
    this.raw(value);
    this.header(tag, before);
  }

  /** BIT STRING out of 0 and 1 characters. */
  bits(tag: number, value: string): void {
    const before = this.size;
    const unused = (8 - (value.length % 8)) % 8;
    this.#reserve(value.length / 8 + 2);
    if (!/^[01]*$/.test(value)) throw unencodable(`${value} is no BIT STRING`);
    const padded = value.padEnd(value.length + unused, '0');
    for (let at = padded.length - 8; at >= 0; at -= 8) {
      this.#push(Number.parseInt(padded.slice(at, at + 8), 2));
    }
    this.#push(unused);
    this.header(tag, before);
  }

  /** A string of one octet per character. */
  text(tag: number, value: string): void {
    const { length } = value;
    this.#reserve(length);
    const octets = this.#octets;
    const from = this.#at - length;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0xff) throw unencodable(`${value} is not of one octet per character`);
      octets[from + index] = code;
    }
    const before = this.size;
    this.#at = from;
    this.header(tag, before);
  }

  utf8(tag: number, value: string): void {
    const before = this.size;
    const length = Buffer.byteLength(value);
    this.#reserve(length);
    this.#octets.write(value, this.#at - length);
    this.#at -= length;
    this.header(tag, before);
  }

  /** Whole elements as they are, out of hex digits. */
  raw(hex: string): void {
    const length = hex.length >>> 1;
    this.#reserve(length);
    const octets = this.#octets;
    const from = this.#at - length;
    let isHex = hex.length === length * 2;
    for (let index = 0; index < length; index += 1) {
      const high = nibbleOf(hex.charCodeAt(index * 2));
      const low = nibbleOf(hex.charCodeAt(index * 2 + 1));
      if ((high | low) === NO_NIBBLE) isHex = false;
      octets[from + index] = (high << 4) | low;
    }
    if (!isHex) throw unencodable(`${hex} is not hex`);
    this.#at = from;
  }

  /** Whole elements one behind the other. */
  rawAll(elements: readonly string[]): void {
    for (let index = elements.length - 1; index >= 0; index -= 1) this.raw(elements[index] ?? '');
  }

  #push(octet: number): void {
    this.#at -= 1;
    this.#octets[this.#at] = octet;
  }

  #arc(arc: number): void {
    if (!Number.isSafeInteger(arc)) throw unencodable(`${arc} is beyond an arc`);
    this.#reserve(8);
    this.#push(arc % 128);
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
      this.#push(0x80 + (rest % 128));
    }
  }

  #longHeader(tag: number, length: number): void {
    this.#reserve(9);
    if (length < 0x80) {
      this.#push(length);
    } else {
      let octets = 0;
      for (let rest = length; rest > 0; rest >>>= 8) {
        this.#push(rest & 0xff);
        octets += 1;
      }
      this.#push(0x80 + octets);
    }
    let number = tag >>> 8;
    for (let left = identifierLengthOf(tag) - 1, last = 0; left > 0; left -= 1, last = 0x80) {
      this.#push(last + (number & 0x7f));
      number >>>= 7;
    }
    this.#push(tag & 0xff);
  }

  #reserve(octets: number): void {
    if (this.#at < octets) this.#grow(octets);
  }

  #grow(octets: number): void {
    const written = this.view();
    const grown = Buffer.allocUnsafe((this.#octets.length + octets) * 2);
    grown.set(written, grown.length - written.length);
    this.#octets = grown;
    this.#at = grown.length - written.length;
  }
}

/** Whether `rest` is only the sign that the top bit of `octet` already tells. */
function isSignOf(rest: number, octet: number): boolean {
  return rest === (octet < 0x80 ? 0 : -1);
}

function nibbleOf(code: number): number {
  return code < 128 ? (NIBBLE_OF[code] as number) : NO_NIBBLE;
}
