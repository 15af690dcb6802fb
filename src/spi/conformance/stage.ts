import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { Connector, Driver } from '../driver.ts';
import type { Fault, FarEnd } from '../far-end.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../services.ts';
import type { CallControlEvent, SwitchEvent } from '../switch-event.ts';
import { isCallControlEvent } from '../switch-event.ts';
import {
  handsOf,
  PATIENCE,
  type Bench,
  type BenchNumbers,
  type Hand,
  type Patience,
} from './bench.ts';
import { CountedClock } from './counted-clock.ts';
import { LinkWatch } from './link-watch.ts';
import { refusalOf } from './refusal.ts';
import { violation, type RuleId, type Violation } from './rules.ts';
import { track, type Settlement } from './settlement.ts';
import { compareSnapshot } from './snapshot-comparison.ts';
import { lastTold, worded } from './words.ts';

/** Ends a check whose next step makes no sense any more; what was wrong is noted already. */
export class CheckStopped extends Error {}

/** Ends a check that turns out to have nothing to try here. */
export class CheckSkipped extends Error {}

/** An event of the given name, as `expect` gives it back. */
export type EventOf<Name extends CallControlEvent['event']> = Extract<
  CallControlEvent,
  { event: Name }
>;

export interface StageOptions {
  readonly driver: Driver;
  readonly bench: Bench;
  readonly random: Random;
  readonly log: Log;
}

/**
 * What a check plays on: a fresh bench, the driver's connector, the watched link, and ways to act, to
 * wait and to take note of what is wrong. No wait is without end.
 */
export class Stage {
  readonly driver: Driver;
  readonly bench: Bench;
  readonly numbers: BenchNumbers;
  readonly patience: Patience;
  readonly clock: CountedClock;
  readonly log: Log;
  readonly connector: Connector;
  readonly hands: Partial<FarEnd>;
  readonly violations: Violation[] = [];
  #link: LinkWatch | undefined;
  #mark = 0;
  #isOver = false;

  constructor(options: StageOptions) {
    this.driver = options.driver;
    this.bench = options.bench;
    this.numbers = options.bench.numbers;
    this.patience = { ...PATIENCE, ...options.bench.patience };
    this.log = options.log;
    this.clock = new CountedClock(options.bench.clock);
    this.connector = options.driver.createConnector(options.bench.settings, {
      switchId: 'bench',
      clock: this.clock,
      random: options.random,
      log: options.log,
    });
    this.hands = handsOf(options.bench, this.connector);
  }

  /** The link that is open now. */
  get link(): LinkWatch {
    if (this.#link === undefined) throw new CheckStopped('no link was opened');
    return this.#link;
  }

  get hasLink(): boolean {
    return this.#link !== undefined;
  }

  /** The check has run out of its time: whatever it waits for, it stops there. */
  abandon(): void {
    this.#isOver = true;
    // Nobody waits for it any more; it is only not to be in the way of the next check.
    if (this.#link !== undefined) track(this.#link.close());
    track(this.connector.close());
  }

  readonly report = (rule: RuleId, message: string): void => {
    const isKnown = this.violations.some((one) => one.rule === rule && one.message === message);
    if (!isKnown && !this.#isOver) this.violations.push(violation(rule, message));
  };

  /** Notes what is wrong and ends the check. */
  fail(rule: RuleId, message: string): never {
    this.report(rule, message);
    throw new CheckStopped(message);
  }

  /** Reports unless the claim holds. */
  demand(claim: boolean, rule: RuleId, message: string): void {
    if (!claim) this.report(rule, message);
  }

  createLink(): LinkWatch {
    this.#link = new LinkWatch(this.connector.createLink(), this.clock, this.report);
    this.#mark = 0;
    return this.#link;
  }

  /** A link that is open, told to monitor every extension, knowing the calls that run. */
  async openLink(): Promise<LinkWatch> {
    const link = this.createLink();
    const opening = await this.settle('open', link.open(), this.patience.answerMs);
    if (opening.hasFailed) this.fail('open-failed', `open rejected with ${worded(opening.error)}`);
    await this.monitorAll();
    await this.adopt();
    return link;
  }

  async monitorAll(): Promise<void> {
    if (!this.link.capabilities.has('monitorStart')) return;
    for (const device of this.numbers.extensions) await this.ask('monitorStart', { device });
    const { parkTo } = this.numbers;
    if (parkTo === undefined || this.numbers.extensions.includes(parkTo)) return;
    // A place to park at may be no device that can be monitored; its calls are then seen elsewhere.
    await this.settle('monitorStart', this.link.request('monitorStart', { device: parkTo }));
  }

  /** Takes the running calls over from a snapshot, as the server does after `open`. */
  async adopt(): Promise<void> {
    this.link.model.adopt(await this.snapshot());
  }

  async snapshot() {
    const answer = await this.settle('snapshot', this.link.snapshot());
    if (answer.hasFailed) this.fail('request-failed', `snapshot: ${worded(answer.error)}`);
    if (answer.value === undefined || !Array.isArray(answer.value.calls)) {
      this.fail('answer-malformed', 'snapshot resolved without a list of calls');
    }
    return answer.value;
  }

  async until(condition: () => boolean, withinMs: number): Promise<boolean> {
    const isMet = await this.bench.until(() => this.#isOver || condition(), withinMs);
    if (this.#isOver) throw new CheckStopped('out of time');
    return isMet;
  }

  /** Lets time pass. */
  async pass(durationMs: number): Promise<void> {
    await this.until(() => false, durationMs);
  }

  /** Waits for a promise of the driver; one that stays open ends the check. */
  async settle<T>(
    what: string,
    promise: Promise<T>,
    withinMs: number = this.patience.answerMs,
  ): Promise<Settlement<T>> {
    const settlement = track(promise);
    if (!(await this.until(() => settlement.isSettled, withinMs))) {
      const rule = what === 'close' ? 'close-unsettled' : 'request-unsettled';
      this.fail(rule, `${what} has neither resolved nor rejected after ${withinMs} ms`);
    }
    return settlement;
  }

  /** Asks for something that is to be done. */
  async ask<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    this.#mark = this.link.events.length;
    const answer = await this.settle(service, this.link.request(service, args));
    if (!answer.hasFailed) return answer.value;
    const { code, text } = refusalOf(answer.error);
    const how = `${service}(${JSON.stringify(args)}) was refused with ${text}`;
    if (code === 'service-not-supported') {
      this.fail('capability-lie', `${how}, but ${service} is in capabilities`);
    }
    return this.fail('request-failed', how);
  }

  /** Lets somebody at the far end do something. */
  async play<Name extends Hand>(
    hand: Name,
    ...args: Parameters<FarEnd[Name]>
  ): Promise<Awaited<ReturnType<FarEnd[Name]>>> {
    if (this.#link !== undefined) this.#mark = this.#link.events.length;
    const act = this.hands[hand]?.bind(this.hands) as
      | ((...args: Parameters<FarEnd[Name]>) => ReturnType<FarEnd[Name]>)
      | undefined;
    if (act === undefined) return this.fail('bench-failed', `the bench has no hand for ${hand}`);
    const done = track(act(...args) as Promise<Awaited<ReturnType<FarEnd[Name]>>>);
    const isDone = await this.until(() => done.isSettled, this.patience.answerMs);
    if (!isDone) this.fail('bench-failed', `${hand} of the far end never ends`);
    if (done.hasFailed) this.fail('bench-failed', `${hand}: ${worded(done.error)}`);
    return done.value as Awaited<ReturnType<FarEnd[Name]>>;
  }

  async inject(fault: Fault): Promise<void> {
    const done = track(this.hands.inject?.(fault) ?? Promise.resolve());
    await this.until(() => done.isSettled, this.patience.answerMs);
    if (done.hasFailed) this.fail('bench-failed', `${fault.kind}: ${worded(done.error)}`);
  }

  /** The plug is pulled and put back after `forMs`. */
  async cutLink(forMs: number): Promise<void> {
    if (this.bench.cutLink === undefined) {
      await this.inject({ kind: 'link-down', durationMs: forMs });
      return;
    }
    const done = track(this.bench.cutLink(forMs));
    await this.until(() => done.isSettled, this.patience.answerMs);
    if (done.hasFailed) this.fail('bench-failed', `cutLink: ${worded(done.error)}`);
  }

  /** From here on `expect` looks for events; `ask` and `play` do this by themselves. */
  markNow(): void {
    this.#mark = this.link.events.length;
  }

  /** Everything told since the last action. */
  get since(): readonly SwitchEvent[] {
    return this.link.events.slice(this.#mark);
  }

  /** Waits for an event that the last action must bring about. */
  async expect<Name extends CallControlEvent['event']>(
    name: Name,
    where: Readonly<Record<string, string>> = {},
    withinMs: number = this.patience.eventMs,
  ): Promise<EventOf<Name>> {
    const find = () => this.since.find((event) => isWanted(event, name, where));
    await this.until(() => find() !== undefined, withinMs);
    const found = find();
    if (found !== undefined) return found as EventOf<Name>;
    const wanted = Object.entries(where).map(([field, value]) => `${field} ${value}`);
    const what = [name, ...wanted].join(' ');
    return this.fail('event-missing', `no ${what} within ${withinMs} ms; ${lastTold(this.since)}`);
  }

  /** Waits until nothing is told any more, then holds a snapshot against the events. */
  async quiet(): Promise<void> {
    await this.calm();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const before = this.link.events.length;
      const snapshot = await this.snapshot();
      await this.pass(this.patience.quietMs);
      // An event under way at that moment may be in the snapshot already: look again.
      if (this.link.events.length !== before) continue;
      const isWatched = (device: string) => this.link.isWatched(device);
      compareSnapshot(this.link.model, snapshot, isWatched, this.report);
      return;
    }
    this.fail('event-doubled', `the switch never falls silent; ${lastTold(this.link.events)}`);
  }

  /** Waits until nothing has been told for a while. */
  async calm(): Promise<void> {
    const deadline = this.clock.now() + this.patience.eventMs;
    for (let seen = -1; seen !== this.link.events.length && this.clock.now() < deadline;) {
      seen = this.link.events.length;
      await this.pass(this.patience.quietMs);
    }
  }
}

/**
 * True for an event of this name; `where` gives, by field, the device of a party or a connection, or a
 * plain value. Takes no field for granted.
 */
export function isWanted(
  event: SwitchEvent,
  name: string,
  where: Readonly<Record<string, string>>,
): boolean {
  if (event.event !== name || !isCallControlEvent(event)) return false;
  type Field = { device?: string; number?: string } | string | null | undefined;
  const fields = event as unknown as Record<string, Field>;
  return Object.entries(where).every(([field, wanted]) => {
    if (field === 'call') return (fields['connection'] as { call?: string }).call === wanted;
    const value = fields[field];
    if (typeof value !== 'object' || value === null) return value === wanted;
    return value.device === wanted || value.number === wanted;
  });
}
