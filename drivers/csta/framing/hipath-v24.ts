import { CrosspointError } from '../../../src/base/errors.ts';
import type { Framing, FramingEffect, FramingHooks, FramingInput } from './framing.ts';
import { bounded, type HipathV24Settings } from './framing-settings.ts';
import { withHipathHead, withoutHipathHead } from './hipath-tcp.ts';
import { dataFrame } from './hipath-v24-frame.ts';
import { HipathV24Reader, type LineSymbol } from './hipath-v24-reader.ts';
import {
  FRESH_RECEIVER,
  nextReceiver,
  type ReceiverInput,
  type ReceiverState,
} from './hipath-v24-receiver.ts';
import {
  nextSender,
  SENDER_TIMER,
  type SenderInput,
  type SenderState,
  type SenderTimes,
} from './hipath-v24-sender.ts';
import { malformed, tooLong } from './malformed.ts';

/** The reader's one timer: how long the line is quiet in the middle of something. */
export const SILENCE_TIMER = 'silence';
const HEAD = 3;

/**
 * HiPath 3000 over V.24: DLE-stuffed frames with an eight-bit sum, each acknowledged before the next,
 * both ways at once. The two halves of the line know nothing of each other: a reader finds frames and
 * controls, a receiver answers frames and enquiries, a sender waits for answers.
 *
 * The sum alone is weak: a lost or doubled 00 leaves it unchanged, and of two damages in one frame 1 in
 * 256 cancel out. A frame is therefore accepted only where the length of the PDU in it fits as well;
 * what remains is two octets changed by opposite amounts, and no check of this protocol sees that.
 */
export class HipathV24Framing implements Framing {
  readonly #hooks: FramingHooks;
  readonly #times: SenderTimes;
  readonly #reader: HipathV24Reader;
  readonly #maxPdu: number;
  readonly #maxQueue: number;
  readonly #isHeaderIncluded: boolean;
  readonly #quietMs: number;
  #sender: SenderState = { kind: 'idle', last: undefined };
  #receiver: ReceiverState = FRESH_RECEIVER;
  readonly #queue: Uint8Array[] = [];
  #isWatchingSilence = false;
  #effects: FramingEffect[] = [];

  constructor(settings: HipathV24Settings, hooks: FramingHooks) {
    const maxPayload = bounded('maxPayload', settings.maxPayload ?? 250, {
      least: 4,
      most: 65_535,
    });
    this.#hooks = hooks;
    this.#times = senderTimes(settings);
    this.#reader = new HipathV24Reader(maxPayload);
    this.#isHeaderIncluded = settings.isHeaderIncluded ?? false;
    this.#maxPdu = maxPayload - (this.#isHeaderIncluded ? HEAD : 0);
    this.#maxQueue = bounded('maxQueue', settings.maxQueue ?? 64, { least: 0, most: 10_000 });
    this.#quietMs = settings.quietMs ?? 200;
  }

  next(input: FramingInput): readonly FramingEffect[] {
    this.#effects = [];
    if (this.#sender.kind === 'lost') this.#refuse(input);
    else this.#take(input);
    return this.#effects;
  }

  #take(input: FramingInput): void {
    switch (input.kind) {
      case 'opened':
        this.#do({ kind: 'ready' });
        return;
      case 'received':
        for (const symbol of this.#reader.push(input.octets)) this.#symbol(symbol);
        this.#watchSilence();
        return;
      case 'send':
        this.#send(input.pdu);
        return;
      case 'timer':
        if (input.timer === SENDER_TIMER) this.#feedSender({ kind: 'timer' });
        else if (input.timer === SILENCE_TIMER) this.#silence();
        else this.#do({ kind: 'ignored', reason: 'a timer that was never set' });
        return;
      case 'closing':
    }
  }

  #send(pdu: Uint8Array): void {
    if (pdu.length > this.#maxPdu) {
      this.#do({ kind: 'refuse', error: tooLong('hipath-v24', pdu.length, this.#maxPdu) });
      return;
    }
    const isBusy = this.#sender.kind !== 'idle';
    if (isBusy && this.#queue.length >= this.#maxQueue) {
      const detail = `hipath-v24: ${this.#maxQueue} PDUs are waiting to be sent`;
      this.#do({ kind: 'refuse', error: new CrosspointError('resource-busy', detail) });
      return;
    }
    const frame = dataFrame(this.#isHeaderIncluded ? withHipathHead(pdu) : pdu);
    if (isBusy) this.#queue.push(frame);
    else this.#feedSender({ kind: 'send', frame });
  }

  #symbol(symbol: LineSymbol): void {
    switch (symbol.kind) {
      case 'frame':
        this.#feedReceiver({ kind: 'frame', pdu: this.#pduIn(symbol.payload) }, symbol.offset);
        return;
      case 'bad-frame':
        this.#oddity(`a damaged frame (${symbol.why})`, symbol.offset);
        this.#feedReceiver({ kind: 'bad-frame' }, symbol.offset);
        this.#feedSender({ kind: 'doubt' });
        return;
      case 'abandoned':
        this.#oddity('a frame without an end', symbol.offset);
        this.#do({ kind: 'count', what: 'abandonedFrames', by: 1 });
        this.#do({ kind: 'count', what: 'resynchronisedOctets', by: symbol.octets });
        this.#feedSender({ kind: 'doubt' });
        return;
      case 'noise':
        this.#do({ kind: 'count', what: 'resynchronisedOctets', by: symbol.octets });
        this.#feedSender({ kind: 'doubt' });
        return;
      case 'ack':
        this.#do({ kind: 'count', what: 'acksIn', by: 1 });
        this.#feedSender(symbol);
        return;
      case 'nak':
        this.#do({ kind: 'count', what: 'naksIn', by: 1 });
        this.#feedSender(symbol);
        return;
      case 'enquiry':
        this.#feedReceiver(symbol, 0);
    }
  }

  #feedReceiver(input: ReceiverInput, offset: number): void {
    if (input.kind === 'frame' && input.pdu === undefined) {
      this.#oddity('a frame without a whole PDU in it', offset);
    }
    const { state, effects } = nextReceiver(this.#receiver, input);
    this.#receiver = state;
    this.#effects.push(...effects);
  }

  #feedSender(input: SenderInput): void {
    const { state, effects } = nextSender(this.#sender, input, this.#times);
    this.#sender = state;
    this.#effects.push(...effects);
    if (state.kind !== 'idle') return;
    const frame = this.#queue.shift();
    if (frame !== undefined) this.#feedSender({ kind: 'send', frame });
  }

  #silence(): void {
    this.#isWatchingSilence = false;
    for (const symbol of this.#reader.silence()) this.#symbol(symbol);
  }

  #watchSilence(): void {
    const isIdle = this.#reader.state === 'idle';
    if (!isIdle) this.#do({ kind: 'set-timer', timer: SILENCE_TIMER, ms: this.#quietMs });
    else if (this.#isWatchingSilence) this.#do({ kind: 'clear-timer', timer: SILENCE_TIMER });
    this.#isWatchingSilence = !isIdle;
  }

  #pduIn(payload: Uint8Array): Uint8Array | undefined {
    const pdu = this.#isHeaderIncluded ? withoutHipathHead(payload) : payload;
    return pdu !== undefined && this.#hooks.isWhole(pdu) ? pdu : undefined;
  }

  #refuse(input: FramingInput): void {
    if (input.kind === 'send') {
      const error = new CrosspointError('link-down', 'hipath-v24: the line is lost');
      this.#do({ kind: 'refuse', error });
    } else this.#do({ kind: 'ignored', reason: `${input.kind} after the end` });
  }

  #oddity(detail: string, offset: number): void {
    this.#do({ kind: 'oddity', error: malformed('hipath-v24', detail, offset) });
  }

  #do(effect: FramingEffect): void {
    this.#effects.push(effect);
  }
}

function senderTimes(settings: HipathV24Settings): SenderTimes {
  const { enquiryMs = 12_000, secondEnquiryMs = 18_000, giveUpMs = 25_000 } = settings;
  if (!(enquiryMs > 0 && enquiryMs < secondEnquiryMs && secondEnquiryMs < giveUpMs)) {
    const detail = 'hipath-v24: enquiryMs, secondEnquiryMs and giveUpMs must rise';
    throw new CrosspointError('invalid-configuration', detail);
  }
  return {
    enquiryMs,
    secondEnquiryMs,
    giveUpMs,
    nakQuietMs: settings.nakQuietMs ?? 100,
    maxTransmissions: bounded('maxTransmissions', settings.maxTransmissions ?? 10, {
      least: 1,
      most: 1_000,
    }),
  };
}
