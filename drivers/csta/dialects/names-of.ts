import type { Codec } from '../ber/codec.ts';
import { BerReader } from '../ber/reader.ts';

/** More than any enumeration of CSTA has. */
const MOST = 512;

/** Every name of an ENUMERATED type. */
export function namesOf(codec: Codec<string | number>): ReadonlySet<string> {
  const names = new Set<string>();
  for (let number = 0; number < MOST; number += 1) {
    const octets = Uint8Array.of(0x0a, 0x02, number >>> 8, number & 0xff);
    const name = codec.decode(new BerReader(octets));
    if (typeof name === 'string') names.add(name);
  }
  return names;
}
