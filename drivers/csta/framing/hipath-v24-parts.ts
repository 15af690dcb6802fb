import type { DecodedFrame } from './decoded-frame.ts';
import { ACK_0, checksumOf, DLE, ENQ, ETX, NAK, STX } from './hipath-v24-frame.ts';
import { malformed } from './malformed.ts';

const SOURCE = 'hipath-v24';

/** The first unit of a V.24 line in these octets. */
export function decodeV24(octets: Uint8Array): DecodedFrame {
  const [first, second] = octets;
  if (first === NAK) {
    const parts = [{ name: 'control' as const, offset: 0, octets: octets.subarray(0, 1) }];
    return { kind: 'nak', length: 1, parts };
  }
  if (first !== DLE) throw malformed(SOURCE, 'neither 10 nor 15 at the beginning', 0);
  if (second === STX) return decodeData(octets);
  const parts = [{ name: 'control' as const, offset: 0, octets: octets.subarray(0, 2) }];
  if (second === ENQ) return { kind: 'enquiry', length: 2, parts };
  if (second === ACK_0) return { kind: 'ack', ack: 0, length: 2, parts };
  if (second === ACK_0 + 1) return { kind: 'ack', ack: 1, length: 2, parts };
  throw malformed(SOURCE, 'no control behind the 10', 1);
}

function decodeData(octets: Uint8Array): DecodedFrame {
  const payload = new Uint8Array(octets.length);
  let length = 0;
  let at = 2;
  for (; at < octets.length; at += 1) {
    const octet = octets[at] as number;
    if (octet === DLE) {
      at += 1;
      if (octets[at] === ETX) break;
      if (at < octets.length && octets[at] !== DLE) {
        throw malformed(SOURCE, 'a single 10 inside a frame', at - 1);
      }
    }
    payload[length++] = octet;
  }
  const given = octets[at + 1];
  if (given === undefined) throw malformed(SOURCE, 'the frame is not all there', octets.length);
  const end = at - 1;
  return {
    kind: 'data',
    length: at + 2,
    payload: payload.slice(0, length),
    checksum: { given, computed: checksumOf(octets.subarray(2, at + 1)) },
    parts: [
      { name: 'start', offset: 0, octets: octets.subarray(0, 2) },
      { name: 'payload', offset: 2, octets: octets.subarray(2, end) },
      { name: 'end', offset: end, octets: octets.subarray(end, end + 2) },
      { name: 'checksum', offset: at + 1, octets: octets.subarray(at + 1, at + 2) },
    ],
  };
}
