/** Octets of the HiPath 3000 serial protocol (V.24). */
export const DLE = 0x10;
export const STX = 0x02;
export const ETX = 0x03;
export const ENQ = 0x05;
export const NAK = 0x15;
/** Second octet of the acknowledgement 0; that of 1 is one more. */
export const ACK_0 = 0x30;

/** The two positive acknowledgements; the first frame on a line is answered with 0. */
export type Ack = 0 | 1;

export const ENQUIRY_OCTETS: Uint8Array = Uint8Array.of(DLE, ENQ);
export const NAK_OCTETS: Uint8Array = Uint8Array.of(NAK);

export function ackOctets(ack: Ack): Uint8Array {
  return Uint8Array.of(DLE, ACK_0 + ack);
}

export function otherAck(ack: Ack): Ack {
  return ack === 0 ? 1 : 0;
}

/**
 * `10 02`, the payload with every 10 doubled, `10 03`, and one octet of checksum, which stands for
 * itself even where it is 10.
 */
export function dataFrame(payload: Uint8Array, checksum?: number): Uint8Array {
  let doubled = 0;
  for (const octet of payload) if (octet === DLE) doubled += 1;
  const frame = new Uint8Array(payload.length + doubled + 5);
  let at = 0;
  frame[at++] = DLE;
  frame[at++] = STX;
  for (const octet of payload) {
    frame[at++] = octet;
    if (octet === DLE) frame[at++] = DLE;
  }
  frame[at++] = DLE;
  frame[at++] = ETX;
  frame[at] = checksum ?? checksumOf(frame.subarray(2, at));
  return frame;
}

/** The low eight bits of the sum of the octets between `10 02` and the checksum, as they are sent. */
export function checksumOf(octets: Uint8Array): number {
  let sum = 0;
  for (const octet of octets) sum += octet;
  return sum & 0xff;
}
