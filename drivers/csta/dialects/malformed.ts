import { CrosspointError } from '../../../src/base/errors.ts';

/** A PDU that is well formed and says nothing that can be understood. */
export function malformed(what: string): CrosspointError {
  return new CrosspointError('malformed-frame', what, { position: { offset: 0 } });
}

/** A neutral message that a phase has no words for. */
export function unsayable(what: string): CrosspointError {
  return new CrosspointError('invalid-request', what);
}
