import type { Codec } from '../ber/codec.ts';
import { unencodable } from '../ber/malformed.ts';
import type { BerWriter } from '../ber/writer.ts';
import type { NamedOperation, Operation, Vocabulary } from './operation-table.ts';
import type { Invoke, Reject, RejectProblem, ReturnError, ReturnResult } from './pdu.ts';

const INTEGER = 0x02;
const NULL = 0x05;
const SEQUENCE = 0x30;
const UNIVERSAL_FAILURE = 1;

/** ROIV (ITU-T X.229, clause 9): the last component first, as BerWriter wants it. */
export function writeInvoke(w: BerWriter, value: Invoke, vocabulary: Vocabulary): void {
  const before = w.size;
  const operation = operationOf(value.operation, vocabulary);
  if (value.$unknown !== undefined) w.rawAll(value.$unknown);
  writeAny(w, value.argument, operation.argument);
  w.integer(INTEGER, operation.code);
  if (value.linkedId !== undefined) w.integer(0x80, value.linkedId);
  w.integer(INTEGER, value.invokeId);
  w.header(0xa1, before);
}

/** RORS. */
export function writeReturnResult(w: BerWriter, value: ReturnResult, vocabulary: Vocabulary): void {
  const before = w.size;
  if (value.$unknown !== undefined) w.rawAll(value.$unknown);
  if (value.operation !== undefined) {
    const inside = w.size;
    const operation = operationOf(value.operation, vocabulary);
    writeAny(w, value.result, operation.result);
    w.integer(INTEGER, operation.code);
    w.header(SEQUENCE, inside);
  }
  w.integer(INTEGER, value.invokeId);
  w.header(0xa2, before);
}

/** ROER. */
export function writeReturnError(w: BerWriter, value: ReturnError, vocabulary: Vocabulary): void {
  const before = w.size;
  if (value.$unknown !== undefined) w.rawAll(value.$unknown);
  const isUniversal = value.error === 'universalFailure';
  writeAny(w, value.parameter, isUniversal ? vocabulary.universalFailure : undefined);
  w.integer(INTEGER, value.error === 'universalFailure' ? UNIVERSAL_FAILURE : value.error);
  w.integer(INTEGER, value.invokeId);
  w.header(0xa3, before);
}

/** RORJ. */
export function writeReject(w: BerWriter, value: Reject): void {
  const before = w.size;
  if (value.$unknown !== undefined) w.rawAll(value.$unknown);
  writeProblem(w, value.problem);
  if (value.invokeId === null) w.null(NULL);
  else w.integer(INTEGER, value.invokeId);
  w.header(0xa4, before);
}

function writeProblem(w: BerWriter, problem: RejectProblem): void {
  if ('general' in problem) w.integer(0x80, problem.general);
  else if ('invoke' in problem) w.integer(0x81, problem.invoke);
  else if ('returnResult' in problem) w.integer(0x82, problem.returnResult);
  else if ('returnError' in problem) w.integer(0x83, problem.returnError);
  else w.raw(problem.$unknown);
}

function operationOf(
  operation: string | number,
  { operations, byCode }: Vocabulary,
): Operation | NamedOperation {
  if (typeof operation === 'number') return byCode.get(operation) ?? { code: operation };
  const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (known === undefined) throw unencodable(`there is no operation ${operation} in this phase`);
  return known;
}

/** Without a codec the value is the hex of one element. */
function writeAny(w: BerWriter, value: unknown, codec: Codec<unknown> | undefined): void {
  if (value === undefined) return;
  if (codec !== undefined) codec.encode(w, value);
  else if (typeof value === 'string') w.raw(value);
  else throw unencodable('only hex can be written where the type is not known');
}
