import type { FramingEffect } from './framing.ts';
import { ackOctets, NAK_OCTETS, otherAck, type Ack } from './hipath-v24-frame.ts';

/** The receiving half of a V.24 line. */
export interface ReceiverState {
  /** The acknowledgement that was given last; 1 before the first frame, which gets 0. */
  readonly last: Ack;
  /** What was accepted last. */
  readonly accepted: Uint8Array | undefined;
  /** Frames accepted, as far as it matters. */
  readonly count: 0 | 1 | 'more';
  /** The other side has asked since. */
  readonly wasAsked: boolean;
  /** What was accepted last has come once more already, and was dropped. */
  readonly wasRepeated: boolean;
}

export type ReceiverInput =
  /** A frame without a fault; `pdu` is what is in it, or undefined where that is not one whole PDU. */
  | { readonly kind: 'frame'; readonly pdu: Uint8Array | undefined }
  | { readonly kind: 'bad-frame' }
  | { readonly kind: 'enquiry' };

export interface ReceiverStep {
  readonly state: ReceiverState;
  readonly effects: readonly FramingEffect[];
}

export const FRESH_RECEIVER: ReceiverState = {
  last: 1,
  accepted: undefined,
  count: 0,
  wasAsked: false,
  wasRepeated: false,
};

/**
 * A frame carries no number, so the frame alone does not say whether it is new. The protocol does: a
 * frame is sent again only after a NAK, or after an enquiry that was answered with the acknowledgement
 * before it, and both say that it has not been accepted. Every frame that arrives is therefore new,
 * even one with the same octets as the last — unless our answer to an enquiry was changed on its way
 * into the other acknowledgement, one bit away. Then the frame that was accepted comes again, behind
 * the enquiry, octet for octet. It is dropped, and not acknowledged: the next enquiry gets the
 * acknowledgement that its sender is waiting for.
 *
 * A new PDU that happens to be equal to the one before, and comes behind an enquiry, is dropped at
 * first too, but loses only time: its sender is told by the next enquiry that it has not arrived, sends
 * it once more, and is believed. On the first frame of a line that insistence has another reason: a
 * sender that was here before us goes on with its own alternation, and gets the other acknowledgement
 * for what we have already.
 */
export function nextReceiver(state: ReceiverState, input: ReceiverInput): ReceiverStep {
  switch (input.kind) {
    case 'enquiry':
      return {
        state: { ...state, wasAsked: true },
        effects: [
          { kind: 'count', what: 'enquiriesIn', by: 1 },
          { kind: 'write', octets: ackOctets(state.last) },
        ],
      };
    case 'bad-frame':
      return refused(state, 'badChecksums');
    case 'frame':
      if (input.pdu === undefined) return refused(state, 'notWhole');
      return state.wasAsked && isSame(input.pdu, state.accepted)
        ? again(state, input.pdu)
        : accept(state, input.pdu);
  }
}

function refused(state: ReceiverState, why: 'badChecksums' | 'notWhole'): ReceiverStep {
  return {
    state,
    effects: [
      { kind: 'count', what: why, by: 1 },
      { kind: 'count', what: 'naksOut', by: 1 },
      { kind: 'write', octets: NAK_OCTETS },
    ],
  };
}

function again(state: ReceiverState, pdu: Uint8Array): ReceiverStep {
  const count: FramingEffect = { kind: 'count', what: 'duplicates', by: 1 };
  if (!state.wasRepeated) {
    return { state: { ...state, wasAsked: false, wasRepeated: true }, effects: [count] };
  }
  if (state.count !== 1) return accept(state, pdu);
  const last = otherAck(state.last);
  return {
    state: { ...state, last, wasAsked: false },
    effects: [count, { kind: 'write', octets: ackOctets(last) }],
  };
}

function accept(state: ReceiverState, pdu: Uint8Array): ReceiverStep {
  const last = otherAck(state.last);
  return {
    state: {
      last,
      accepted: pdu,
      count: state.count === 0 ? 1 : 'more',
      wasAsked: false,
      wasRepeated: false,
    },
    // The acknowledgement first: whoever takes the PDU may send at once.
    effects: [
      { kind: 'write', octets: ackOctets(last) },
      { kind: 'deliver', pdu },
    ],
  };
}

function isSame(pdu: Uint8Array, other: Uint8Array | undefined): boolean {
  return other?.length === pdu.length && pdu.every((octet, index) => octet === other[index]);
}
