import { CrosspointError, type Clock, type Timer } from '../../../../src/spi/index.ts';
import type { Line } from '../../line.ts';
import type { Port } from '../../port.ts';
import type { HardwareTrunk, OutgoingCall, TrunkEvent } from '../hardware.ts';
import type { TrunkSettings } from '../settings.ts';

/** What may be set for a trunk with `signalling: analogue`. */
export interface AnalogueSettings {
  /** What tells that an outgoing call is answered: that its digits are out, or a reversal of the line's polarity. */
  readonly answeredBy: 'dialling' | 'polarity';
  /** How long dial tone is waited for; then digits are sent all the same. */
  readonly dialToneMs: number;
  /** A caller who has not been heard ringing for so long has given up. */
  readonly ringGapMs: number;
}

export const ANALOGUE_SETTINGS: AnalogueSettings = {
  answeredBy: 'dialling',
  dialToneMs: 3_000,
  ringGapMs: 8_000,
};

const NORMAL = 16;
const BUSY = 17;
/** The exchange at the other end needs the loop open for a while to see that it was. */
const GUARD_MS = 1_500;

/** What an office port (FXO) needs of the board around it. */
export interface AnalogueParts {
  readonly settings: TrunkSettings;
  readonly country: string;
  readonly clock: Clock;
  readonly lines: readonly { readonly line: Line; readonly port: Port }[];
  readonly tell: (event: TrunkEvent) => void;
  readonly fault: (error: unknown) => void;
  /** The line hears its own port for as long as digits are sent. */
  readonly borrow: (line: Line, port: Port) => void;
  readonly giveBack: (line: Line) => void;
}

type State =
  | { readonly is: 'idle' }
  | { readonly is: 'guard'; readonly timer: Timer }
  /** Rung from outside; `isRefused` where nobody here wants the call. */
  | { readonly is: 'rung'; readonly call: number; timer: Timer; isRefused: boolean }
  | {
      readonly is: 'dialling';
      readonly call: number;
      readonly digits: string;
      timer: Timer | undefined;
    }
  | { readonly is: 'awaiting'; readonly call: number }
  | { readonly is: 'talking'; readonly call: number };

interface Channel {
  readonly line: Line;
  readonly port: Port;
  state: State;
}

/**
 * Office ports of the board as a trunk: the line is rung, and seized, as a telephone would be. Nothing tells who calls, and little what
 * becomes of a call; what the far end lets be heard is listened to instead.
 */
export class AnalogueTrunk implements HardwareTrunk {
  readonly isUp = true;
  readonly #parts: AnalogueParts;
  readonly #how: AnalogueSettings;
  readonly #channels: readonly Channel[];
  #lastCall = 0;

  constructor(parts: AnalogueParts) {
    this.#parts = parts;
    this.#how = { ...ANALOGUE_SETTINGS, ...parts.settings.settings };
    this.#channels = parts.lines.map(({ line, port }) => ({ line, port, state: { is: 'idle' } }));
    for (const channel of this.#channels) this.#listen(channel);
  }

  makeCall({ called }: OutgoingCall): { call: number; line: number } {
    const channel = this.#channels.find(({ state }) => state.is === 'idle');
    if (channel === undefined) throw new CrosspointError('resource-busy', 'no line is free');
    const call = this.#nextCall();
    this.#hook(channel, 'off');
    this.#detect(channel, true);
    const dial = (): void => this.#dial(channel);
    const timer = this.#parts.clock.setTimeout(dial, this.#how.dialToneMs);
    channel.state = { is: 'dialling', call, digits: called, timer };
    return { call, line: channel.line.number };
  }

  /** Whoever calls hears ringing from the office. */
  alert(): void {}

  answer(call: number): void {
    const channel = this.#channelOf(call);
    if (channel?.state.is !== 'rung') return;
    this.#parts.clock.clear(channel.state.timer);
    this.#hook(channel, 'off');
    this.#detect(channel, true);
    channel.state = { is: 'talking', call };
    this.#tellSoon({ type: 'connected', call });
  }

  hangUp(call: number): void {
    const channel = this.#channelOf(call);
    if (channel === undefined) return;
    if (channel.state.is === 'rung') {
      // A line that rings cannot be refused; it is let ring.
      channel.state.isRefused = true;
      this.#tellSoon({ type: 'ended', call, q850: NORMAL });
      return;
    }
    this.#putDown(channel, NORMAL);
  }

  /** Stops every timer. */
  async close(): Promise<void> {
    for (const { state } of this.#channels) {
      if ('timer' in state) this.#parts.clock.clear(state.timer);
    }
  }

  #listen(channel: Channel): void {
    const { line, port } = channel;
    line.events.on('ringBegin', () => this.#onRing(channel));
    line.events.on('onHook', () => this.#onGone(channel, NORMAL));
    line.events.on('polarity', () => {
      if (channel.state.is === 'awaiting') this.#connected(channel, channel.state.call);
    });
    port.events.on('tone', ({ tone, begins }) => {
      if (!begins) return;
      if (tone === 'dial') this.#dial(channel);
      else if (tone === 'busy' || tone === 'congestion') this.#onTone(channel);
    });
  }

  #hook({ line }: Channel, operation: 'on' | 'off'): void {
    try {
      line.hook(operation);
    } catch (error) {
      this.#parts.fault(error);
    }
  }

  /** Without ears for tones the trunk still works: it waits instead, and is told of the end by the battery alone. */
  #detect({ port }: Channel, isOn: boolean): void {
    try {
      port.detect(isOn ? { callProgress: this.#parts.country } : {});
    } catch (error) {
      this.#parts.fault(error);
    }
  }

  #onRing(channel: Channel): void {
    const { state } = channel;
    const { clock, tell } = this.#parts;
    if (state.is !== 'idle' && state.is !== 'rung') return;
    const timer = clock.setTimeout(() => this.#onRingEnds(channel), this.#how.ringGapMs);
    if (state.is === 'rung') {
      clock.clear(state.timer);
      state.timer = timer;
      return;
    }
    const call = this.#nextCall();
    channel.state = { is: 'rung', call, timer, isRefused: false };
    const setup = { called: '', calling: '', name: '', isOverlap: false };
    tell({ type: 'incoming', call, line: channel.line.number, setup });
  }

  #onRingEnds(channel: Channel): void {
    const { state } = channel;
    if (state.is !== 'rung') return;
    channel.state = { is: 'idle' };
    if (!state.isRefused) this.#parts.tell({ type: 'ended', call: state.call, q850: NORMAL });
  }

  #dial(channel: Channel): void {
    const { state, port, line } = channel;
    const { clock, borrow, giveBack, fault } = this.#parts;
    if (state.is !== 'dialling' || state.timer === undefined) return;
    clock.clear(state.timer);
    state.timer = undefined;
    borrow(line, port);
    const send = async (): Promise<void> => {
      const sending = await port.generate({ digits: state.digits });
      await sending.done;
      giveBack(line);
      if (channel.state !== state) return;
      channel.state = { is: 'awaiting', call: state.call };
      this.#parts.tell({ type: 'inBand', call: state.call });
      if (this.#how.answeredBy === 'dialling') this.#connected(channel, state.call);
    };
    send().catch((error: unknown) => {
      giveBack(line);
      fault(error);
    });
  }

  #connected(channel: Channel, call: number): void {
    channel.state = { is: 'talking', call };
    this.#parts.tell({ type: 'connected', call });
  }

  #onTone(channel: Channel): void {
    const { is } = channel.state;
    this.#onGone(channel, is === 'awaiting' || is === 'dialling' ? BUSY : NORMAL);
  }

  #onGone(channel: Channel, q850: number): void {
    const { is } = channel.state;
    if (is === 'dialling' || is === 'awaiting' || is === 'talking') this.#putDown(channel, q850);
  }

  #putDown(channel: Channel, q850: number): void {
    const { state } = channel;
    if (state.is === 'idle' || state.is === 'guard') return;
    if ('timer' in state) this.#parts.clock.clear(state.timer);
    this.#hook(channel, 'on');
    this.#detect(channel, false);
    const timer = this.#parts.clock.setTimeout(() => {
      channel.state = { is: 'idle' };
    }, GUARD_MS);
    channel.state = { is: 'guard', timer };
    this.#tellSoon({ type: 'ended', call: state.call, q850 });
  }

  /** Never from inside a call of the switch. */
  #tellSoon(event: TrunkEvent): void {
    queueMicrotask(() => this.#parts.tell(event));
  }

  #channelOf(call: number): Channel | undefined {
    return this.#channels.find(({ state }) => 'call' in state && state.call === call);
  }

  #nextCall(): number {
    this.#lastCall += 1;
    return this.#lastCall;
  }
}
