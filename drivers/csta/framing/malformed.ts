import { CrosspointError } from '../../../src/base/errors.ts';

/** `malformed-frame` at an offset in the octets that were received since the line was opened. */
export function malformed(source: string, detail: string, offset: number): CrosspointError {
  return new CrosspointError('malformed-frame', `${source}: ${detail}`, {
    position: { source, offset },
  });
}

/** What `send` is refused with where the framing cannot carry so much. */
export function tooLong(source: string, octets: number, most: number): CrosspointError {
  return new CrosspointError(
    'payload-too-large',
    `${source}: a PDU of ${octets} octets is over the limit of ${most}`,
  );
}
