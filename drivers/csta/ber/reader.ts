import type { DecodeTrace } from './decode-trace.ts';
import { elementEnd, endOfContents, MAX_DEPTH } from './element-end.ts';
import { identifierLengthAt, readHeader, tagAt, tagText } from './header.ts';
import { HEX, hexOf } from './hex.ts';
import { malformed } from './malformed.ts';
import { bitsOf, integerOf, latin1Of, objectIdentifierOf } from './primitives.ts';

export interface BerLimits {
  /** Elements within elements. */
  readonly maxDepth?: number;
  /** Octets of a whole PDU. */
  readonly maxSize?: number;
}

/** What `peek` gives where the enclosing element ends. */
export const END = -1;
const CONSTRUCTED = 0x20;
/** Characters of a text that is read without a look at the other forms of a length. */
const SHORT_TEXT = 16;

/**
 * Reads BER (ITU-T X.690, clause 8) from front to back: every form of length, indefinite ones and
 * strings in segments too. Whatever is not BER throws `malformed-frame` with the octet's position; the
 * reader is of no use after that.
 *
 * A method whose argument is `skip` reads the element at `position`, whose identifier of `skip` octets
 * the caller has looked at.
 */
export class BerReader {
  readonly octets: Uint8Array;
  /** Where the next element begins. */
  position = 0;
  /** Where the enclosing element's content ends. */
  end: number;
  /** Takes down where each component was found; undefined in normal running. */
  readonly trace: DecodeTrace | undefined;
  readonly #maxDepth: number;
  #depth = 0;

  constructor(octets: Uint8Array, limits?: BerLimits, trace?: DecodeTrace) {
    const maxSize = limits?.maxSize ?? 65_536;
    if (octets.length > maxSize) throw malformed(`more than ${maxSize} octets`, maxSize);
    this.octets = octets;
    this.end = octets.length;
    this.trace = trace;
    this.#maxDepth = limits?.maxDepth ?? MAX_DEPTH;
  }

  /** The tag of the next element as one number (see `tagAt`); `END` where there is none. */
  peek(): number {
    const { position } = this;
    if (position >= this.end) return END;
    const identifier = this.octets[position] as number;
    return (identifier & 0x1f) === 0x1f ? this.#highTag() : identifier;
  }

  /** The next identifier octet: what `peek` gives for every low tag; `END` where there is none. */
  octet(): number {
    return this.position < this.end ? (this.octets[this.position] as number) : END;
  }

  expect(tag: number): void {
    if (this.octet() !== tag) this.#demandHigh(tag);
  }

  /** As `expect`, for a string: it may come whole or in segments (X.690, 8.7.1 and 8.23.3). */
  expectString(tag: number): void {
    if ((this.octet() & ~CONSTRUCTED) !== tag) this.#demandHigh(tag, CONSTRUCTED);
  }

  /** Steps into a constructed element. Give what is returned to `leave`. */
  enter(skip: number): number {
    const outer = this.end;
    const at = this.position + skip;
    if (at < outer && this.#depth < this.#maxDepth) {
      const length = this.octets[at] as number;
      const end = at + 1 + length;
      if (length < 0x80 && end <= outer) {
        this.#depth += 1;
        this.position = at + 1;
        this.end = end;
        return outer * 2;
      }
    }
    return this.#enterSlowly();
  }

  /** Steps out of a constructed element, all of which must have been read. */
  leave(entered: number): void {
    if (this.position !== this.end) throw malformed('an element too many', this.position);
    if ((entered & 1) !== 0) this.position += 2;
    this.end = entered >>> 1;
    this.#depth -= 1;
  }

  integer(skip: number): number {
    const { octets, position, end } = this;
    const at = position + skip;
    if (at + 1 < end && octets[at] === 1) {
      this.position = at + 2;
      return ((octets[at + 1] as number) << 24) >> 24;
    }
    const length = this.#primitive(skip);
    this.position += length;
    return integerOf(octets, this.position - length, length);
  }

  boolean(skip: number): boolean {
    const length = this.#primitive(skip);
    if (length !== 1) throw malformed('a BOOLEAN not of one octet', this.position);
    this.position += 1;
    return this.octets[this.position - 1] !== 0;
  }

  null(skip: number): null {
    if (this.#primitive(skip) !== 0) throw malformed('a NULL with content', this.position);
    return null;
  }

  objectIdentifier(skip: number): string {
    const length = this.#primitive(skip);
    this.position += length;
    return objectIdentifierOf(this.octets, this.position - length, length);
  }

  /** OCTET STRING as upper-case hex. */
  hex(skip: number): string {
    const { octets, position, end } = this;
    const at = position + skip;
    if (at + 2 < end && octets[at] === 2 && ((octets[position] as number) & CONSTRUCTED) === 0) {
      this.position = at + 3;
      return (HEX[octets[at + 1] as number] as string) + HEX[octets[at + 2] as number];
    }
    const content = this.#string(skip);
    return hexOf(content, 0, content.length);
  }

  /** BIT STRING as 0 and 1 characters, the first bit first. */
  bits(skip: number): string {
    if (this.#isInSegments()) return this.#bitSegments(skip);
    const length = this.#primitive(skip);
    this.position += length;
    return bitsOf(this.octets, this.position - length, length);
  }

  /** A string of one octet per character: IA5String and its like, read as ISO 8859-1. */
  text(skip: number): string {
    const { octets, position, end } = this;
    const at = position + skip;
    if (at < end && ((octets[position] as number) & CONSTRUCTED) === 0) {
      const length = octets[at] as number;
      if (length <= SHORT_TEXT && at + length < end) {
        this.position = at + 1 + length;
        return latin1Of(octets, at + 1, length);
      }
    }
    const content = this.#string(skip);
    return latin1Of(content, 0, content.length);
  }

  /** UTF8String; what is not UTF-8 becomes U+FFFD. */
  utf8(skip: number): string {
    const content = this.#string(skip);
    return Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
  }

  /** The next element whole, as upper-case hex. */
  raw(): string {
    const from = this.position;
    this.position = elementEnd(this.octets, from, this.end, this.#maxDepth - this.#depth);
    return hexOf(this.octets, from, this.position);
  }

  /** Puts an element that no component takes by its like. */
  keep(kept: string[] | undefined): string[] {
    this.trace?.note(`$unknown/${kept?.length ?? 0}`, this.position);
    const element = this.raw();
    if (kept === undefined) return [element];
    kept.push(element);
    return kept;
  }

  /** The error for a component that must be there. */
  missing(path: string, offset: number): Error {
    return malformed(`${path} is missing in the element`, offset);
  }

  /** All that was given must have been read. */
  finish(): void {
    if (this.position < this.octets.length) throw malformed('octets too many', this.position);
  }

  #highTag(): number {
    const { octets, position } = this;
    return tagAt(octets, position, identifierLengthAt(octets, position, this.end));
  }

  /** Steps to a primitive element's content and gives its length. */
  #primitive(skip: number): number {
    const at = this.position + skip;
    if (at < this.end) {
      const length = this.octets[at] as number;
      if (length < 0x80 && at + 1 + length <= this.end) {
        this.position = at + 1;
        return length;
      }
    }
    const { headerLength, contentLength } = readHeader(this.octets, this.position, this.end);
    if (contentLength === undefined) throw malformed('an indefinite length', this.position);
    this.position += headerLength;
    return contentLength;
  }

  /** The content of a string, put together where it comes in segments. */
  #string(skip: number): Uint8Array {
    if (this.#isInSegments()) return this.#segments(skip);
    const length = this.#primitive(skip);
    this.position += length;
    return this.octets.subarray(this.position - length, this.position);
  }

  #enterSlowly(): number {
    const { octets, position, end } = this;
    if (this.#depth >= this.#maxDepth) throw malformed('elements too deep', position);
    const { headerLength, contentLength } = readHeader(octets, position, end);
    const from = position + headerLength;
    this.#depth += 1;
    this.position = from;
    this.end =
      contentLength === undefined
        ? endOfContents(octets, from, end, this.#maxDepth - this.#depth)
        : from + contentLength;
    return end * 2 + (contentLength === undefined ? 1 : 0);
  }

  #isInSegments(): boolean {
    return ((this.octets[this.position] as number) & CONSTRUCTED) !== 0;
  }

  /** The segments of a constructed string put together; they may have segments again. */
  #segments(skip: number): Uint8Array {
    const parts: Uint8Array[] = [];
    const entered = this.enter(skip);
    while (this.position < this.end) {
      const tag = this.peek();
      if (!isSegmentOfString(tag)) throw malformed(`${tagText(tag)} in a string`, this.position);
      parts.push(this.#string(1));
    }
    this.leave(entered);
    return Buffer.concat(parts);
  }

  /** Only the last segment may have unused bits (X.690, 8.6.4). */
  #bitSegments(skip: number): string {
    let bits = '';
    const entered = this.enter(skip);
    while (this.position < this.end) {
      if (bits.length % 8 !== 0) throw malformed('unused bits before the end', this.position);
      this.expectString(0x03);
      bits += this.bits(1);
    }
    this.leave(entered);
    return bits;
  }

  /** What is not a low tag may yet be the high one that is due. */
  #demandHigh(tag: number, ignored = 0): void {
    const found = this.peek();
    if (found > 0xff && (found & ~ignored) === tag) return;
    const what = found === END ? 'nothing' : tagText(found);
    throw malformed(`${what} where ${tagText(tag)} is due`, this.position);
  }
}

/** Segments are OCTET STRINGs; some encoders repeat the string's own universal type. */
function isSegmentOfString(tag: number): boolean {
  const number = tag & ~CONSTRUCTED;
  return number === 0x04 || number === 0x0c || (number >= 0x12 && number <= 0x1e);
}
