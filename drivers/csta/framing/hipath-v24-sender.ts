import { CrosspointError } from '../../../src/base/errors.ts';
import type { FramingEffect } from './framing.ts';
import { ENQUIRY_OCTETS, otherAck, type Ack } from './hipath-v24-frame.ts';

/** The sending half of a V.24 line: one frame at a time. */
export type SenderState =
  | { readonly kind: 'idle'; readonly last: Ack | undefined }
  /** The frame is on its way. */
  | (UnderWay & { readonly kind: 'waiting' })
  /** A NAK came and must stand alone to be believed. */
  | (UnderWay & { readonly kind: 'refused' })
  /** An enquiry is on its way. */
  | (UnderWay & Question & { readonly kind: 'asking' })
  | { readonly kind: 'lost' };

interface UnderWay {
  readonly frame: Uint8Array;
  /** The acknowledgement before this frame's; undefined until the first on this line is known. */
  readonly last: Ack | undefined;
  /** An acknowledgement came that was not the expected one; only of use while `last` is unknown. */
  readonly isAnswered: boolean;
  readonly transmissions: number;
}

interface Question {
  /** The answer that has to be given once more to be believed. */
  readonly heard: Answer | undefined;
  /** Which enquiry without an answer this is. */
  readonly round: 1 | 2;
  /** Answers so far. */
  readonly answers: number;
}

/** What the other side says to an enquiry; a NAK there means that the frame has not arrived. */
type Answer = Ack | 'nak';

export type SenderInput =
  | { readonly kind: 'send'; readonly frame: Uint8Array }
  /** Not sure where it came among octets that fit nowhere. */
  | { readonly kind: 'ack'; readonly ack: Ack; readonly isSure: boolean }
  | { readonly kind: 'nak' }
  /** Octets were received that fit nowhere. */
  | { readonly kind: 'doubt' }
  | { readonly kind: 'timer' };

export interface SenderStep {
  readonly state: SenderState;
  readonly effects: readonly FramingEffect[];
}

export interface SenderTimes {
  readonly enquiryMs: number;
  readonly secondEnquiryMs: number;
  readonly giveUpMs: number;
  readonly nakQuietMs: number;
  readonly maxTransmissions: number;
}

/** The sender's one timer. */
export const SENDER_TIMER = 'answer';

/** An other side that never says the same twice is not asked for ever. */
const MOST_ANSWERS = 8;

const CLEAR: FramingEffect = { kind: 'clear-timer', timer: SENDER_TIMER };

/**
 * One frame after the other, each until it is acknowledged.
 *
 *     idle ────send────▶ waiting ──────expected ack──────▶ idle
 *     waiting ─────nak────▶ refused ──100 ms alone──▶ waiting, sent again
 *                           refused ──not alone─────▶ waiting
 *     waiting ───12 s, or an expected ack that is not sure: ENQ───▶ asking
 *     asking ──first answer, or another than before: ENQ──▶ asking
 *     asking ──twice the same: arrived──────────▶ idle
 *     asking ──twice the same: not arrived──────▶ waiting, sent again
 *     asking ──6 s: ENQ──▶ asking ──7 s──▶ lost ◀── sent too often
 *
 * An unexpected acknowledgement while waiting is let pass: the answer to the frame may still come, and
 * else the enquiry finds out. It also makes late answers to earlier enquiries harmless. `nextSender`
 * is pure.
 */
export function nextSender(state: SenderState, input: SenderInput, times: SenderTimes): SenderStep {
  switch (state.kind) {
    case 'idle':
      if (input.kind !== 'send') return ignored(state, `${input.kind} with no frame under way`);
      return transmit(
        { frame: input.frame, last: state.last, isAnswered: false, transmissions: 0 },
        times,
      );
    case 'waiting':
      return nextWaiting(state, input, times);
    case 'refused':
      return nextRefused(state, input, times);
    case 'asking':
      return nextAsking(state, input, times);
    case 'lost':
      return ignored(state, `${input.kind} on a lost line`);
  }
}

function nextWaiting(
  state: Extract<SenderState, { kind: 'waiting' }>,
  input: SenderInput,
  times: SenderTimes,
): SenderStep {
  switch (input.kind) {
    case 'ack':
      if (input.ack === expected(state)) {
        if (input.isSure) return arrived(input.ack);
        return ask(state, { heard: input.ack, round: 1, answers: 1 }, times);
      }
      return {
        state: { ...state, isAnswered: true },
        effects: [{ kind: 'ignored', reason: 'an acknowledgement that was not expected' }],
      };
    case 'nak':
      return {
        state: { ...under(state), kind: 'refused' },
        effects: [{ kind: 'set-timer', timer: SENDER_TIMER, ms: times.nakQuietMs }],
      };
    case 'timer':
      return ask(state, { heard: undefined, round: 1, answers: 0 }, times);
    case 'doubt':
      return { state, effects: [] };
    case 'send':
      return ignored(state, 'send with a frame under way');
  }
}

function nextRefused(
  state: Extract<SenderState, { kind: 'refused' }>,
  input: SenderInput,
  times: SenderTimes,
): SenderStep {
  switch (input.kind) {
    case 'timer':
      return transmit(state, times);
    case 'ack':
    case 'doubt':
      // 15 is no rare octet: what is not alone was part of something else. The enquiry will tell.
      return {
        state: { ...under(state), kind: 'waiting' },
        effects: [
          { kind: 'ignored', reason: 'a NAK that did not stand alone' },
          { kind: 'set-timer', timer: SENDER_TIMER, ms: times.enquiryMs },
        ],
      };
    case 'nak':
      return ignored(state, 'a second NAK');
    case 'send':
      return ignored(state, 'send with a frame under way');
  }
}

function nextAsking(
  state: Extract<SenderState, { kind: 'asking' }>,
  input: SenderInput,
  times: SenderTimes,
): SenderStep {
  switch (input.kind) {
    case 'ack':
      return answer(state, input.ack, times);
    case 'nak':
      return answer(state, 'nak', times);
    case 'timer':
      if (state.round === 1) return ask(state, { ...state, round: 2 }, times);
      return lost('no answer to a frame and two enquiries');
    case 'doubt':
      return { state, effects: [] };
    case 'send':
      return ignored(state, 'send with a frame under way');
  }
}

/** The two acknowledgements differ in one bit, and much hangs on which it is: asked for twice. */
function answer(
  state: Extract<SenderState, { kind: 'asking' }>,
  heard: Answer,
  times: SenderTimes,
): SenderStep {
  const answers = state.answers + 1;
  if (state.heard !== heard) {
    if (answers === MOST_ANSWERS) return lost('the answers to the enquiries contradict each other');
    return ask(state, { heard, round: 1, answers }, times);
  }
  if (heard === 'nak') return transmit(state, times);
  if (heard === expected(state)) return arrived(heard);
  // On a line that was in use before, the first acknowledgement may be either. Where the frame itself
  // was answered with the one that is repeated now, the other side has it.
  if (state.last === undefined && state.isAnswered) return arrived(heard);
  return transmit(state, times);
}

function transmit(state: UnderWay, times: SenderTimes): SenderStep {
  const transmissions = state.transmissions + 1;
  if (transmissions > times.maxTransmissions) {
    return lost(`a frame did not arrive in ${times.maxTransmissions} transmissions`);
  }
  const effects: FramingEffect[] = [
    { kind: 'write', octets: state.frame },
    { kind: 'set-timer', timer: SENDER_TIMER, ms: times.enquiryMs },
  ];
  if (transmissions > 1) effects.unshift({ kind: 'count', what: 'retransmissions', by: 1 });
  return {
    state: { ...under(state), kind: 'waiting', transmissions, isAnswered: false },
    effects,
  };
}

function ask(state: UnderWay, { heard, round, answers }: Question, times: SenderTimes): SenderStep {
  const ms =
    round === 1 ? times.secondEnquiryMs - times.enquiryMs : times.giveUpMs - times.secondEnquiryMs;
  return {
    state: { ...under(state), kind: 'asking', heard, round, answers },
    effects: [
      { kind: 'count', what: 'enquiriesOut', by: 1 },
      { kind: 'write', octets: ENQUIRY_OCTETS },
      { kind: 'set-timer', timer: SENDER_TIMER, ms },
    ],
  };
}

function arrived(ack: Ack): SenderStep {
  return { state: { kind: 'idle', last: ack }, effects: [CLEAR] };
}

function lost(why: string): SenderStep {
  const error = new CrosspointError('link-down', `hipath-v24: ${why}`);
  return { state: { kind: 'lost' }, effects: [CLEAR, { kind: 'fail', error }] };
}

function ignored(state: SenderState, reason: string): SenderStep {
  return { state, effects: [{ kind: 'ignored', reason }] };
}

/** The first frame on a line is acknowledged with 0. */
function expected(state: UnderWay): Ack {
  return otherAck(state.last ?? 1);
}

function under({ frame, last, isAnswered, transmissions }: UnderWay): UnderWay {
  return { frame, last, isAnswered, transmissions };
}
