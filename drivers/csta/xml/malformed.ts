import { CrosspointError } from '../../../src/base/errors.ts';

/** `malformed-frame` at an octet of the document. */
export function malformed(detail: string, offset: number): CrosspointError {
  return new CrosspointError('malformed-frame', `csta-xml: ${detail} at octet ${offset}`, {
    position: { source: 'csta-xml', offset },
  });
}

/** `invalid-request`: what XML or the schema has no room for. */
export function unwritable(detail: string): CrosspointError {
  return new CrosspointError('invalid-request', `csta-xml: ${detail}`);
}
