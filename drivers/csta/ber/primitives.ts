import { malformed } from './malformed.ts';

/** Content octets to values: INTEGER, OBJECT IDENTIFIER, BIT STRING and the strings of one octet each. */

const NIBBLES: readonly string[] = Array.from({ length: 16 }, (_, nibble) =>
  nibble.toString(2).padStart(4, '0'),
);

/** Every index is within the octets here, so none of the codes is undefined. */
const charsOf = String.fromCharCode as (...codes: readonly (number | undefined)[]) => string;

/** Two's complement (X.690, 8.3); what is beyond the safe range of a number is malformed here. */
export function integerOf(octets: Uint8Array, from: number, length: number): number {
  if (length === 0) throw malformed('a number without content', from);
  let value = ((octets[from] as number) << 24) >> 24;
  for (let at = from + 1; at < from + length; at += 1) value = value * 256 + (octets[at] as number);
  if (!Number.isSafeInteger(value)) throw malformed('a number beyond 53 bits', from);
  return value;
}

/** `1.3.12.0.218` (X.690, 8.19). */
export function objectIdentifierOf(octets: Uint8Array, from: number, length: number): string {
  if (length === 0) throw malformed('an OBJECT IDENTIFIER without content', from);
  let text = '';
  let arc = 0;
  let isInside = false;
  for (let at = from; at < from + length; at += 1) {
    const octet = octets[at] as number;
    if (!isInside && octet === 0x80) throw malformed('an arc with a leading zero', at);
    arc = arc * 128 + (octet & 0x7f);
    if (!Number.isSafeInteger(arc)) throw malformed('an arc beyond 53 bits', at);
    isInside = octet >= 0x80;
    if (isInside) continue;
    text += text === '' ? firstArcs(arc) : `.${arc}`;
    arc = 0;
  }
  if (isInside) throw malformed('an OBJECT IDENTIFIER cut off', from + length);
  return text;
}

function firstArcs(arc: number): string {
  const first = Math.min(2, Math.floor(arc / 40));
  return `${first}.${arc - first * 40}`;
}

/** `0110…`, the first bit first (X.690, 8.6). */
export function bitsOf(octets: Uint8Array, from: number, length: number): string {
  const unused = octets[from] as number;
  if (length === 0 || unused > 7 || (length === 1 && unused > 0)) {
    throw malformed('a BIT STRING with a bad count of unused bits', from);
  }
  let text = '';
  for (let at = from + 1; at < from + length; at += 1) {
    const octet = octets[at] as number;
    text += (NIBBLES[octet >>> 4] as string) + NIBBLES[octet & 0x0f];
  }
  return unused === 0 ? text : text.slice(0, -unused);
}

/** One character per octet; short ones, the common case, take no call into the system. */
export function latin1Of(octets: Uint8Array, from: number, length: number): string {
  if (length <= 8) return upToEight(octets, from, length);
  if (length === 14) return fourteen(octets, from);
  if (length <= 16) {
    return upToEight(octets, from, 8) + upToEight(octets, from + 8, length - 8);
  }
  return Buffer.from(octets.buffer, octets.byteOffset + from, length).toString('latin1');
}

/** Device numbers. A call with each number of arguments is three times as fast as a loop. */
function upToEight(octets: Uint8Array, from: number, length: number): string {
  const o = octets;
  switch (length) {
    case 0:
      return '';
    case 1:
      return charsOf(o[from]);
    case 2:
      return charsOf(o[from], o[from + 1]);
    case 3:
      return charsOf(o[from], o[from + 1], o[from + 2]);
    case 4:
      return charsOf(o[from], o[from + 1], o[from + 2], o[from + 3]);
    case 5:
      return charsOf(o[from], o[from + 1], o[from + 2], o[from + 3], o[from + 4]);
    case 6:
      return charsOf(o[from], o[from + 1], o[from + 2], o[from + 3], o[from + 4], o[from + 5]);
    case 7:
      return charsOf(
        o[from],
        o[from + 1],
        o[from + 2],
        o[from + 3],
        o[from + 4],
        o[from + 5],
        o[from + 6],
      );
    default:
      return charsOf(
        o[from],
        o[from + 1],
        o[from + 2],
        o[from + 3],
        o[from + 4],
        o[from + 5],
        o[from + 6],
        o[from + 7],
      );
  }
}

/** The digits of a point in time. */
function fourteen(octets: Uint8Array, from: number): string {
  const o = octets;
  return charsOf(
    o[from],
    o[from + 1],
    o[from + 2],
    o[from + 3],
    o[from + 4],
    o[from + 5],
    o[from + 6],
    o[from + 7],
    o[from + 8],
    o[from + 9],
    o[from + 10],
    o[from + 11],
    o[from + 12],
    o[from + 13],
  );
}
