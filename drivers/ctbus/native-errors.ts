import { CrosspointError, ERRORS, type ErrorCode } from '../../src/base/errors.ts';

/** What native/addon throws. */
interface NativeError extends Error {
  readonly code?: string;
  /** The octet of a file where it cannot be read. */
  readonly offset?: number;
  /** The `cp_result` of a board. */
  readonly result?: number;
}

/** The code of each `cp_result` of board.h; test/native/enumerations.test.ts holds the two together. */
export const CODES_OF_RESULTS: Readonly<Record<number, ErrorCode>> = {
  [-1]: 'service-not-supported',
  [-2]: 'invalid-request',
  [-3]: 'invalid-configuration',
  [-4]: 'invalid-request',
  [-5]: 'invalid-request',
  [-6]: 'invalid-request',
  [-7]: 'invalid-request',
  [-8]: 'invalid-request',
  [-9]: 'resource-busy',
  [-10]: 'wrong-state',
  [-11]: 'wrong-state',
  [-12]: 'resource-busy',
  [-13]: 'resource-busy',
  [-14]: 'device-out-of-service',
  [-15]: 'board-removed',
};

/** An error of the addon as one of ours. `source` names the file it is about. */
export function fromNative(error: unknown, source?: string): CrosspointError {
  if (error instanceof CrosspointError) return error;
  if (!(error instanceof Error)) {
    return new CrosspointError('internal', String(error), { cause: error });
  }
  const { code, offset, result, message }: NativeError = error;
  return new CrosspointError(codeOf(code, result), message, {
    cause: error,
    ...(result === undefined ? {} : { rawCause: String(result) }),
    ...(offset === undefined
      ? {}
      : { position: { ...(source === undefined ? {} : { source }), offset } }),
  });
}

function codeOf(code: string | undefined, result: number | undefined): ErrorCode {
  const known = result === undefined ? undefined : CODES_OF_RESULTS[result];
  if (known !== undefined) return known;
  return code !== undefined && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
}

/** What `call` answers; what the addon throws comes out as a CrosspointError. */
export function native<Result>(call: () => Result, source?: string): Result {
  try {
    return call();
  } catch (error) {
    throw fromNative(error, source);
  }
}
