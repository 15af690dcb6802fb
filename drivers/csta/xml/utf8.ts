import { malformed } from './malformed.ts';

const REPLACEMENT = '\uFFFD';

/**
 * The characters of a document in UTF-8, without its byte order mark.
 * @throws {CrosspointError} `malformed-frame` with the first octet that is not UTF-8
 */
export function decodeUtf8(octets: Uint8Array, base: number): string {
  if (octets.length >= 2 && isUtf16Mark(octets[0] as number, octets[1] as number)) {
    throw malformed('UTF-16, where only UTF-8 is read', base);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(octets);
  } catch {
    throw malformed('an octet that is not UTF-8', base + firstBadOctet(octets));
  }
}

export function markLength(octets: Uint8Array): number {
  return octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf ? 3 : 0;
}

/** From indices of UTF-16 units to octets, asked in ascending order. */
export class OctetOffsets {
  readonly #source: string;
  #index = 0;
  #offset: number;

  constructor(source: string, start: number) {
    this.#source = source;
    this.#offset = start;
  }

  at(index: number): number {
    if (index >= this.#index) {
      this.#offset += Buffer.byteLength(this.#source.slice(this.#index, index));
    } else this.#offset -= Buffer.byteLength(this.#source.slice(index, this.#index));
    this.#index = index;
    return this.#offset;
  }
}

function isUtf16Mark(first: number, second: number): boolean {
  return (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
}

/** The first replacement character that the sender did not write is where the fault lies. */
function firstBadOctet(octets: Uint8Array): number {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets);
  const offsets = new OctetOffsets(lossy, 0);
  for (let at = lossy.indexOf(REPLACEMENT); at >= 0; at = lossy.indexOf(REPLACEMENT, at + 1)) {
    const offset = offsets.at(at);
    const isWritten =
      octets[offset] === 0xef && octets[offset + 1] === 0xbf && octets[offset + 2] === 0xbd;
    if (!isWritten) return offset;
  }
  return 0;
}
