import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../../src/base/errors.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import type { SimulatedFarEnd } from '../far-end.ts';
import { pressFeature } from './features.ts';
import type { ObservedLink } from './observed-link.ts';
import type { Action, Step } from './scenario.ts';

export interface ScriptListener {
  onFault(text: string): void;
  onRefused(step: Step, why: string): void;
  onUnmet(step: Step, found: string): void;
}

export interface Stage {
  readonly clock: Clock;
  readonly people: SimulatedFarEnd;
  readonly link: ObservedLink;
}

/** Has people do what the script says, each step at its time. */
export class ScriptPlayer {
  readonly #stage: Stage;
  readonly #listener: ScriptListener;
  readonly #steps: readonly Step[];
  readonly #startedAt: number;
  /** The first identifier of the last call from or to each outside number. */
  readonly #outside = new Map<string, string>();
  #lastCaller: string | undefined;
  #next = 0;
  #timer: Timer | undefined;

  constructor(stage: Stage, steps: readonly Step[], listener: ScriptListener) {
    this.#stage = stage;
    this.#steps = steps;
    this.#listener = listener;
    this.#startedAt = stage.clock.now();
  }

  get isOver(): boolean {
    return this.#next >= this.#steps.length && this.#timer === undefined;
  }

  start(): void {
    this.#schedule();
  }

  stop(): void {
    this.#stage.clock.clear(this.#timer);
  }

  #schedule(): void {
    const step = this.#steps[this.#next];
    if (step === undefined) return;
    const { clock } = this.#stage;
    const sinceStart = clock.now() - this.#startedAt;
    const delayMs = step.when.from === 'start' ? step.when.ms - sinceStart : step.when.ms;
    this.#timer = clock.setTimeout(() => void this.#play(step), Math.max(0, delayMs));
  }

  async #play(step: Step): Promise<void> {
    this.#next += 1;
    try {
      await this.#do(step.action, step);
    } catch (error) {
      this.#listener.onRefused(step, toCrosspointError(error).message);
    }
    this.#timer = undefined;
    if (step.action.does !== 'wait') {
      this.#schedule();
      return;
    }
    const goOn = (): void => {
      this.#timer = undefined;
      this.#schedule();
    };
    this.#timer = this.#stage.clock.setTimeout(goOn, step.action.ms);
  }

  async #do(action: Action, step: Step): Promise<void> {
    const { people, link } = this.#stage;
    switch (action.does) {
      case 'call':
        return this.#call(action);
      case 'click-to-call':
        // Not waited for: the answer may be lost, and the script goes on.
        link
          .request('makeCall', { callingDevice: action.phone, calledNumber: action.to })
          .catch((error: unknown) => {
            this.#listener.onRefused(step, toCrosspointError(error).message);
          });
        return;
      case 'answer':
        if (this.#isPhone(action.who)) return people.answer(action.who);
        return people.answerOutside(this.#outsideCall(action.who));
      case 'hang-up':
        if (this.#isPhone(action.who)) return people.hangUp(action.who);
        return people.hangUpOutside(this.#outsideCall(action.who));
      case 'press': {
        const connection = this.#isPhone(action.who)
          ? this.#connectionOf(action.who, 'connected')
          : people.outsideOf(this.#outsideCall(action.who));
        return people.press('generateDigits', { connection, digits: action.digits });
      }
      case 'fault':
        this.#listener.onFault(step.text);
        return people.inject(action.fault);
      case 'expect':
        this.#expect(action.who, action.state, step);
        return;
      case 'wait':
        return;
      default:
        return pressFeature(people, action);
    }
  }

  async #call(action: Action & { readonly does: 'call' }): Promise<void> {
    const { people } = this.#stage;
    const { who, to, name, digits } = action;
    if (this.#isPhone(who)) return people.dial(who, to);
    const from = who === 'anonymous' ? '' : who;
    const { call } = await people.dialIn({
      from,
      to,
      ...(name === undefined ? {} : { name }),
      ...(digits === undefined ? {} : { digits }),
    });
    this.#lastCaller = call;
    this.#outside.set(who, call);
  }

  #expect(who: string, state: string, step: Step): void {
    const found = this.#isPhone(who) ? this.#statesOf(who) : this.#statesOutside(who);
    const isSo = state === 'idle' ? found.length === 0 : found.includes(state as ConnectionState);
    if (!isSo) this.#listener.onUnmet(step, found.length === 0 ? 'idle' : found.join(' and '));
  }

  #statesOf(device: string): ConnectionState[] {
    return this.#connections()
      .filter(({ connection }) => connection.device === device)
      .map(({ state }) => state);
  }

  #statesOutside(who: string): ConnectionState[] {
    try {
      return this.#statesOf(this.#stage.people.outsideOf(this.#outsideCall(who)).device);
    } catch {
      return [];
    }
  }

  #connectionOf(device: string, wanted: ConnectionState): ConnectionId {
    const found = this.#connections().find(({ connection, state }) => {
      return connection.device === device && state === wanted;
    });
    if (found !== undefined) return found.connection;
    throw new CrosspointError('wrong-state', `${device} is not ${wanted}`);
  }

  #connections(): ReturnType<SimulatedFarEnd['look']>['calls'][number]['connections'] {
    return this.#stage.people.look().calls.flatMap(({ connections }) => connections);
  }

  #isPhone(who: string): boolean {
    return this.#stage.people.isDevice(who);
  }

  /** `caller` is whoever dialled in last; a number, whoever called from it or is called there. */
  #outsideCall(who: string): string {
    const known = who === 'caller' ? this.#lastCaller : this.#outside.get(who);
    if (known !== undefined) return known;
    const called = this.#stage.people.look().calls.find(({ connections }) => {
      return connections.some(({ party }) => party.number === who);
    });
    if (called !== undefined) return called.call;
    throw new CrosspointError('unknown-call', `nobody at ${who} is in a call`);
  }
}
