import { CrosspointError } from '../../../src/base/errors.ts';

/** The error for octets that are not BER, or not the type that was expected, at `offset`. */
export function malformed(what: string, offset: number): CrosspointError {
  return new CrosspointError('malformed-frame', `${what} at octet ${offset}`, {
    position: { offset },
  });
}

/** The error for a value that its ASN.1 type cannot carry. */
export function unencodable(what: string): CrosspointError {
  return new CrosspointError('invalid-request', what);
}
