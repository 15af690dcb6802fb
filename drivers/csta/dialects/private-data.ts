import { elementEnd } from '../ber/element-end.ts';
import { hexOf } from '../ber/hex.ts';
import { unsayable } from './malformed.ts';

const MAX_DEPTH = 32;

/** The content of private data: its elements one behind the other, in hex. */
export function contentOf(elements: readonly string[] | undefined): string | undefined {
  return elements === undefined || elements.length === 0 ? undefined : elements.join('');
}

/** @throws {CrosspointError} `invalid-request` for what is not whole elements in hex */
export function elementsOf(content: string | undefined): readonly string[] | undefined {
  if (content === undefined) return undefined;
  const octets = Buffer.from(content, 'hex');
  if (octets.length * 2 !== content.length) throw unsayable('private data is not hexadecimal');
  const elements: string[] = [];
  let at = 0;
  try {
    while (at < octets.length) {
      const end = elementEnd(octets, at, octets.length, MAX_DEPTH);
      elements.push(hexOf(octets, at, end));
      at = end;
    }
  } catch {
    throw unsayable('private data is not made of BER elements');
  }
  return elements;
}
