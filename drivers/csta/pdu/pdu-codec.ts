import type { DecodeTrace } from '../ber/decode-trace.ts';
import { elementEnd, MAX_DEPTH } from '../ber/element-end.ts';
import { BerReader } from '../ber/reader.ts';
import { BerWriter } from '../ber/writer.ts';
import { AcseApdu } from '../generated/acse.ts';
import type { Vocabulary } from './operation-table.ts';
import type { AcsePdu, Pdu } from './pdu.ts';
import { readRose } from './rose-decoder.ts';
import { writeInvoke, writeReject, writeReturnError, writeReturnResult } from './rose-encoder.ts';

const AARQ = 0x60;
const ABRT = 0x64;

/** Throws `malformed-frame` with the octet's position. */
export function decodeWith(vocabulary: Vocabulary, octets: Uint8Array, trace?: DecodeTrace): Pdu {
  const r = new BerReader(octets, undefined, trace);
  const tag = r.peek();
  const pdu =
    tag >= AARQ && tag <= ABRT ? (AcseApdu.decode(r) as AcsePdu) : readRose(r, tag, vocabulary);
  r.finish();
  return pdu;
}

/** Throws `invalid-request` for a value that cannot be written. */
export function encodeWith(vocabulary: Vocabulary, pdu: Pdu): Uint8Array {
  const w = new BerWriter();
  if ('invoke' in pdu) writeInvoke(w, pdu.invoke, vocabulary);
  else if ('returnResult' in pdu) writeReturnResult(w, pdu.returnResult, vocabulary);
  else if ('returnError' in pdu) writeReturnError(w, pdu.returnError, vocabulary);
  else if ('reject' in pdu) writeReject(w, pdu.reject);
  else AcseApdu.encode(w, pdu);
  return w.view();
}

/** Whether the octets are one element from the first to the last, going by its length alone. */
export function isWholePdu(octets: Uint8Array): boolean {
  try {
    return elementEnd(octets, 0, octets.length, MAX_DEPTH) === octets.length;
  } catch {
    return false;
  }
}
