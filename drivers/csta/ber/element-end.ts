import { readHeader } from './header.ts';
import { malformed } from './malformed.ts';

/** Elements within elements, where nothing else is said. CSTA itself needs fewer than 20. */
export const MAX_DEPTH = 32;

/**
 * Where the element at `at` ends. Indefinite lengths are followed to their end-of-contents (ITU-T X.690,
 * 8.1.5), at most `depth` of them within each other.
 */
export function elementEnd(octets: Uint8Array, at: number, end: number, depth: number): number {
  const { headerLength, contentLength } = readHeader(octets, at, end);
  if (contentLength !== undefined) return at + headerLength + contentLength;
  return endOfContents(octets, at + headerLength, end, depth - 1) + 2;
}

/** Where the end-of-contents octets are that belong to the content from `from`. */
export function endOfContents(
  octets: Uint8Array,
  from: number,
  end: number,
  depth: number,
): number {
  if (depth < 0) throw malformed('elements too deep', from);
  let at = from;
  while (at + 2 <= end) {
    if (octets[at] === 0 && octets[at + 1] === 0) return at;
    at = elementEnd(octets, at, end, depth);
  }
  throw malformed('no end-of-contents for the indefinite length', from - 1);
}
