import { malformed } from './malformed.ts';

/** Identifier and length of one element (ITU-T X.690, 8.1.2 and 8.1.3). */
export interface Header {
  /** One number; see `tagText`. */
  readonly tag: number;
  readonly isConstructed: boolean;
  readonly headerLength: number;
  /** undefined where the length is indefinite. */
  readonly contentLength: number | undefined;
}

/** Tag numbers from here on take the high-tag-number form. */
const HIGH_TAG = 0x1f;
/** Keeps a composed tag within 31 bits. */
const HIGHEST_TAG_NUMBER = 0x1f_ffff;
const CLASSES = ['UNIVERSAL ', 'APPLICATION ', '', 'PRIVATE '] as const;

/** The header at `position`; what it announces lies before `end`, or `malformed-frame` is thrown. */
export function readHeader(octets: Uint8Array, position: number, end: number): Header {
  const identifierLength = identifierLengthAt(octets, position, end);
  const tag = tagAt(octets, position, identifierLength);
  const isConstructed = ((octets[position] ?? 0) & 0x20) !== 0;
  const lengthAt = position + identifierLength;
  if (lengthAt >= end) throw malformed('a length is missing', lengthAt);
  const first = octets[lengthAt] ?? 0;
  if (first === 0x80) {
    if (!isConstructed) throw malformed('a primitive element of indefinite length', position);
    const headerLength = identifierLength + 1;
    return { tag, isConstructed, headerLength, contentLength: undefined };
  }
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0xff) throw malformed('the reserved length FF', lengthAt);
  if (lengthAt + 1 + more > end) throw malformed('a length is cut off', lengthAt);
  let contentLength = more === 0 ? first : 0;
  for (let index = 1; index <= more; index += 1) {
    contentLength = contentLength * 256 + (octets[lengthAt + index] ?? 0);
  }
  const headerLength = identifierLength + 1 + more;
  if (contentLength > end - position - headerLength) {
    throw malformed(`a length of ${contentLength}, more than there is,`, lengthAt);
  }
  return { tag, isConstructed, headerLength, contentLength };
}

/** How many octets the identifier at `position` has. */
export function identifierLengthAt(octets: Uint8Array, position: number, end: number): number {
  if (position >= end) throw malformed('an element is missing', position);
  if (((octets[position] ?? 0) & HIGH_TAG) !== HIGH_TAG) return 1;
  let at = position + 1;
  while (at < end && ((octets[at] ?? 0) & 0x80) !== 0) at += 1;
  if (at >= end) throw malformed('a tag is cut off', position);
  return at - position + 1;
}

/**
 * The tag as one number: the identifier octet itself in the low form; in the high form the tag number
 * shifted above the identifier octet. The two never meet, since the low form has no octet xxx11111.
 */
export function tagAt(octets: Uint8Array, position: number, identifierLength: number): number {
  const identifier = octets[position] ?? 0;
  if (identifierLength === 1) return identifier;
  let number = 0;
  for (let index = 1; index < identifierLength; index += 1) {
    number = number * 128 + ((octets[position + index] ?? 0) & 0x7f);
    if (number === 0) throw malformed('a tag number with a leading zero', position);
    if (number > HIGHEST_TAG_NUMBER) throw malformed('a tag number out of bounds', position);
  }
  return number * 256 + identifier;
}

/** `[APPLICATION 30]`, `[UNIVERSAL 16]`, `[0]`, `[PRIVATE 1]`. */
export function tagText(tag: number): string {
  const identifier = tag & 0xff;
  const number = tag > 0xff ? tag >>> 8 : identifier & HIGH_TAG;
  return `[${CLASSES[identifier >>> 6]}${number}]`;
}

/** Octets of the identifier of a tag. */
export function identifierLengthOf(tag: number): number {
  if (tag <= 0xff) return 1;
  const number = tag >>> 8;
  if (number < 0x80) return 2;
  if (number < 0x4000) return 3;
  return 4;
}
