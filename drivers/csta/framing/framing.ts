import type { CrosspointError } from '../../../src/base/errors.ts';

/** Which side of the link this end is: the computer, or the switch that it talks to. */
export type LinkRole = 'client' | 'pbx';

/** What happens to a framing. */
export type FramingInput =
  | { readonly kind: 'opened' }
  | { readonly kind: 'received'; readonly octets: Uint8Array }
  | { readonly kind: 'send'; readonly pdu: Uint8Array; readonly invokeId?: number }
  | { readonly kind: 'timer'; readonly timer: string }
  /** This end is about to close the line; what is written now still goes out. */
  | { readonly kind: 'closing' };

/** What a framing counts, beside frames and octets. */
export type FramingCount =
  | 'acksIn'
  | 'naksIn'
  | 'naksOut'
  | 'enquiriesIn'
  | 'enquiriesOut'
  | 'retransmissions'
  | 'duplicates'
  | 'badChecksums'
  | 'notWhole'
  | 'abandonedFrames'
  | 'resynchronisedOctets';

/** What a framing wants done, in this order. */
export type FramingEffect =
  /** PDUs may be sent from now on; once, unless the framing fails before. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  | { readonly kind: 'deliver'; readonly pdu: Uint8Array; readonly invokeId?: number }
  /** The PDU of this very `send` was not taken; nothing else has changed. */
  | { readonly kind: 'refuse'; readonly error: CrosspointError }
  /** Sets the timer of this name, in place of one that runs. */
  | { readonly kind: 'set-timer'; readonly timer: string; readonly ms: number }
  | { readonly kind: 'clear-timer'; readonly timer: string }
  | { readonly kind: 'count'; readonly what: FramingCount; readonly by: number }
  /** The input does not fit the state, and changed nothing. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** Something was wrong and has been dealt with. */
  | { readonly kind: 'oddity'; readonly error: CrosspointError }
  /** The line is lost; the framing ignores everything after it. */
  | { readonly kind: 'fail'; readonly error: CrosspointError };

/**
 * The rules by which PDUs travel in a stream of octets: a state machine that touches neither the line
 * nor a clock. It holds no more than one PDU of what it received, and a bounded number of what is to
 * be sent.
 *
 * PDUs that it delivers may be views of the octets it was given: whoever reuses those copies first.
 */
export interface Framing {
  next(input: FramingInput): readonly FramingEffect[];
}

export interface FramingHooks {
  /**
   * Whether these octets are one PDU with nothing missing or left over, as far as its own outermost
   * length tells. Asked where the checksum of a framing is too weak to be believed alone.
   */
  isWhole(octets: Uint8Array): boolean;
}
