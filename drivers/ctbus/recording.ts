import { CrosspointError } from '../../src/base/errors.ts';
import { nameOf, REASONS } from './enumerations.ts';
import { fromNative, native } from './native-errors.ts';
import type { NativeWriter } from './native.ts';
import {
  type EngineEnd,
  type Operation,
  type OperationResult,
  resultOf,
  toMs,
} from './operation.ts';

export interface RecordResult extends OperationResult {
  /** Of what is in the file, with what an appended file had before. */
  readonly durationMs: number;
  /** The whole file, where no path was given. */
  readonly octets?: Buffer;
}
export type Recording = Operation<RecordResult>;

/** Waits until everything is written. A recording that a removed board has ended is a readable file all the same. */
export async function recordingResult(
  end: EngineEnd,
  writer: NativeWriter,
  isKept: boolean,
): Promise<RecordResult> {
  const status = await writer.finished().catch((error: unknown) => {
    throw fromNative(error);
  });
  const written = nameOf(REASONS, status.reason);
  if (written === 'failed') throw new CrosspointError('unwritable-sound', status.fault);
  const result = resultOf(end);
  return {
    ...result,
    ...(written === 'overrun' ? { reason: 'overrun' as const } : {}),
    durationMs: toMs(status.frames),
    ...(isKept ? { octets: native(() => writer.take()) } : {}),
  };
}
