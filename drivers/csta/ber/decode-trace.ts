import { elementEnd, MAX_DEPTH } from './element-end.ts';
import { identifierLengthAt, tagAt, tagText } from './header.ts';

/** Where a named component lies in the octets. */
export interface TracedElement {
  /** JSON pointer (RFC 6901) into the decoded value. */
  readonly path: string;
  /** Octets from the start of the PDU to the identifier of the element. */
  readonly offset: number;
  /** Octets of the element, header included. */
  readonly length: number;
  /** Its outermost tag, such as `[APPLICATION 30]`. */
  readonly tag: string;
}

/** Takes down, while a PDU is decoded, at which octet each component of the value begins. */
export class DecodeTrace {
  readonly #names: (string | number)[] = [];
  readonly #offsets: number[] = [];

  /** Notes are taken from the outside in, so that a path can be told from what lies within what. */
  note(name: string | number, offset: number): void {
    this.#names.push(name);
    this.#offsets.push(offset);
  }

  /** What was found, from front to back; the way that decoding took. */
  get names(): readonly (string | number)[] {
    return this.#names;
  }

  /** The components of the PDU, which must be the one that was decoded, in the order they lie in. */
  elements(octets: Uint8Array): TracedElement[] {
    const found: TracedElement[] = [];
    const outer: { path: string; end: number }[] = [];
    this.#offsets.forEach((offset, index) => {
      const length = lengthAt(octets, offset);
      while ((outer.at(-1)?.end ?? Number.POSITIVE_INFINITY) < offset + length) outer.pop();
      const path = `${outer.at(-1)?.path ?? ''}/${this.#names[index]}`;
      outer.push({ path, end: offset + length });
      found.push({ path, offset, length, tag: tagText(tagHere(octets, offset)) });
    });
    return found;
  }
}

function tagHere(octets: Uint8Array, offset: number): number {
  return tagAt(octets, offset, identifierLengthAt(octets, offset, octets.length));
}

/** An element that is cut off, where decoding ended with an error, goes to the end. */
function lengthAt(octets: Uint8Array, offset: number): number {
  try {
    return elementEnd(octets, offset, octets.length, MAX_DEPTH) - offset;
  } catch {
    return octets.length - offset;
  }
}
