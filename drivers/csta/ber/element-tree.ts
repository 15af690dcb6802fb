import { elementEnd, MAX_DEPTH } from './element-end.ts';
import { readHeader, tagText } from './header.ts';
import { hexOf } from './hex.ts';
import { malformed } from './malformed.ts';

/** One element of any BER, known by nothing but its header. */
export interface BerElement {
  /** How many elements it lies in. */
  readonly depth: number;
  /** Octets from the start. */
  readonly offset: number;
  readonly headerLength: number;
  /** Without the end-of-contents octets where the length is indefinite. */
  readonly contentLength: number;
  /** `[APPLICATION 30]`, `[UNIVERSAL 16]`, `[0]`. */
  readonly tag: string;
  readonly isConstructed: boolean;
  /** Upper-case hex of a primitive element's content. */
  readonly content?: string;
}

/**
 * Every element in the octets, each before what it contains, as far as `maxDepth`. Throws
 * `malformed-frame` where the octets are not BER.
 */
export function elementTree(octets: Uint8Array, maxDepth = MAX_DEPTH): BerElement[] {
  const found: BerElement[] = [];
  const walk = (from: number, end: number, depth: number): void => {
    if (depth > maxDepth) throw malformed('elements too deep', from);
    let offset = from;
    while (offset < end) {
      const header = readHeader(octets, offset, end);
      const after = elementEnd(octets, offset, end, maxDepth - depth);
      const { tag, isConstructed, headerLength } = header;
      const contentAt = offset + headerLength;
      const contentLength = header.contentLength ?? after - 2 - contentAt;
      const place = { depth, offset, headerLength, contentLength, tag: tagText(tag) };
      if (isConstructed) {
        found.push({ ...place, isConstructed });
        walk(contentAt, contentAt + contentLength, depth + 1);
      } else {
        const content = hexOf(octets, contentAt, contentAt + contentLength);
        found.push({ ...place, isConstructed, content });
      }
      offset = after;
    }
  };
  walk(0, octets.length, 0);
  return found;
}
