import type { Codec } from '../ber/codec.ts';
import { malformed } from '../ber/malformed.ts';
import { END, type BerReader } from '../ber/reader.ts';
import type { Vocabulary } from './operation-table.ts';
import type { Invoke, Reject, RejectProblem, ReturnError, ReturnResult } from './pdu.ts';

const INTEGER = 0x02;
const NULL = 0x05;
const SEQUENCE = 0x30;
const UNIVERSAL_FAILURE = 1;

/** A PDU of ROSE (ITU-T X.229, clause 9): the reader stands before its tag A1 to A4. */
export function readRose(
  r: BerReader,
  tag: number,
  vocabulary: Vocabulary,
):
  | { readonly invoke: Invoke }
  | { readonly returnResult: ReturnResult }
  | { readonly returnError: ReturnError }
  | { readonly reject: Reject } {
  switch (tag) {
    case 0xa1:
      return { invoke: readInvoke(r, vocabulary) };
    case 0xa2:
      return { returnResult: readReturnResult(r, vocabulary) };
    case 0xa3:
      return { returnError: readReturnError(r, vocabulary) };
    case 0xa4:
      return { reject: readReject(r) };
    default:
      throw malformed('no PDU of ROSE or ACSE', r.position);
  }
}

function readInvoke(r: BerReader, { byCode }: Vocabulary): Invoke {
  r.trace?.note('invoke', r.position);
  const entered = r.enter(1);
  const invokeId = readNumber(r, 'invokeId');
  let linkedId: number | undefined;
  if (r.peek() === 0x80) {
    r.trace?.note('linkedId', r.position);
    linkedId = r.integer(1);
  }
  const code = readNumber(r, 'operation');
  const operation = byCode.get(code);
  const argument = readAny(r, 'argument', operation?.argument);
  const $unknown = readRest(r);
  r.leave(entered);
  return { invokeId, linkedId, operation: operation?.name ?? code, argument, $unknown };
}

function readReturnResult(r: BerReader, { byCode }: Vocabulary): ReturnResult {
  r.trace?.note('returnResult', r.position);
  const entered = r.enter(1);
  const invokeId = readNumber(r, 'invokeId');
  let operation: string | number | undefined;
  let result: unknown;
  if (r.peek() === SEQUENCE) {
    const inside = r.enter(1);
    const code = readNumber(r, 'operation');
    const known = byCode.get(code);
    operation = known?.name ?? code;
    result = readAny(r, 'result', known?.result);
    r.leave(inside);
  }
  const $unknown = readRest(r);
  r.leave(entered);
  return { invokeId, operation, result, $unknown };
}

function readReturnError(r: BerReader, { universalFailure }: Vocabulary): ReturnError {
  r.trace?.note('returnError', r.position);
  const entered = r.enter(1);
  const invokeId = readNumber(r, 'invokeId');
  const code = readNumber(r, 'error');
  const isUniversal = code === UNIVERSAL_FAILURE;
  const parameter = readAny(r, 'parameter', isUniversal ? universalFailure : undefined);
  const $unknown = readRest(r);
  r.leave(entered);
  return { invokeId, error: isUniversal ? 'universalFailure' : code, parameter, $unknown };
}

function readReject(r: BerReader): Reject {
  r.trace?.note('reject', r.position);
  const entered = r.enter(1);
  let invokeId: number | null = null;
  if (r.peek() === NULL) {
    r.trace?.note('invokeId', r.position);
    r.null(1);
  } else {
    invokeId = readNumber(r, 'invokeId');
  }
  r.trace?.note('problem', r.position);
  const problem = readProblem(r);
  const $unknown = readRest(r);
  r.leave(entered);
  return { invokeId, problem, $unknown };
}

function readProblem(r: BerReader): RejectProblem {
  switch (r.peek()) {
    case 0x80:
      return { general: r.integer(1) };
    case 0x81:
      return { invoke: r.integer(1) };
    case 0x82:
      return { returnResult: r.integer(1) };
    case 0x83:
      return { returnError: r.integer(1) };
    default:
      return { $unknown: r.raw() };
  }
}

function readNumber(r: BerReader, name: string): number {
  r.trace?.note(name, r.position);
  r.expect(INTEGER);
  return r.integer(1);
}

function readAny(r: BerReader, name: string, codec: Codec<unknown> | undefined): unknown {
  if (r.peek() === END) return undefined;
  r.trace?.note(name, r.position);
  return codec === undefined ? r.raw() : codec.decode(r);
}

function readRest(r: BerReader): string[] | undefined {
  let unknown: string[] | undefined;
  while (r.position < r.end) unknown = r.keep(unknown);
  return unknown;
}
