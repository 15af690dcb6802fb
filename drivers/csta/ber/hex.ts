/** Upper-case hex of each octet. */
export const HEX: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).toUpperCase().padStart(2, '0'),
);

/** Upper-case hex of the octets from `from` to `to`. */
export function hexOf(octets: Uint8Array, from: number, to: number): string {
  const end = Math.min(to, octets.length);
  if (end - from > 16) {
    return Buffer.from(octets.buffer, octets.byteOffset + from, end - from)
      .toString('hex')
      .toUpperCase();
  }
  let text = '';
  for (let at = from; at < end; at += 1) text += HEX[octets[at] as number];
  return text;
}
