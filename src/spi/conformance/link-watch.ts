import type { Clock } from '../../base/clock.ts';
import { staticDevice } from '../connection.ts';
import type { SwitchLink, SwitchSnapshot } from '../driver.ts';
import type { Capability, ServiceAnswer, ServiceArgs, ServiceName } from '../services.ts';
import {
  callOf,
  isCallControlEvent,
  type CallControlEvent,
  type SwitchEvent,
} from '../switch-event.ts';
import { CallModel } from './call-model.ts';
import { checkForm } from './event-form.ts';
import type { Report } from './rules.ts';
import { track, type Settlement } from './settlement.ts';
import { told, worded } from './words.ts';

/** A request, and what became of it. */
interface UnderWay {
  readonly what: string;
  readonly settlement: Settlement<unknown>;
}

/** The events by which a server finds the call that it has made. */
const CARRIES_CORRELATOR: ReadonlySet<string> = new Set([
  'originated',
  'networkReached',
  'delivered',
  'established',
  'failed',
]);

/**
 * The observer: sits on one link for its whole life, hears every event, keeps its own model from them
 * and takes note of each rule that is broken. What the checks do goes through it.
 */
export class LinkWatch {
  readonly events: SwitchEvent[] = [];
  readonly model: CallModel;
  readonly #link: SwitchLink;
  readonly #clock: Clock;
  readonly #report: Report;
  readonly #monitored = new Set<string>();
  readonly #underWay: UnderWay[] = [];
  readonly #correlators = new Map<string, string>();
  #capabilities: ReadonlySet<Capability> = new Set();
  /** The method of the link that is running synchronously right now. */
  #inside: string | undefined;
  #downCount = 0;
  #isOpen = false;
  #isClosed = false;
  #lastReceivedAt = Number.NEGATIVE_INFINITY;

  constructor(link: SwitchLink, clock: Clock, report: Report) {
    this.#link = link;
    this.#clock = clock;
    this.#report = report;
    this.model = new CallModel(report);
    link.events.on('event', (event, receivedAt) => this.#hear(event, receivedAt));
    link.events.on('down', (reason) => this.#hearDown(reason));
  }

  get isDown(): boolean {
    return this.#downCount > 0;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** As they were when `open` had resolved. */
  get capabilities(): ReadonlySet<Capability> {
    return this.#capabilities;
  }

  /** Requests that have not settled. */
  get unsettled(): readonly string[] {
    return this.#underWay.filter((one) => !one.settlement.isSettled).map(({ what }) => what);
  }

  async open(): Promise<void> {
    await this.#call('open', () => this.#link.open());
    this.#capabilities = new Set(this.#link.capabilities);
    this.#isOpen = true;
  }

  request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    const device = 'device' in args ? args.device : undefined;
    // Events may overtake the answer: from here on they are allowed.
    if (service === 'monitorStart' && device !== undefined) this.#monitored.add(device);
    const promise = this.#call(service, () => this.#link.request(service, args));
    return this.#keep(service, promise);
  }

  /** What follows about calls of this device alone is told against its will. */
  stopMonitoring(device: string): void {
    this.#monitored.delete(device);
    this.model.forget((call) => call.every(({ id }) => !this.isWatched(id.device)));
  }

  snapshot(): Promise<SwitchSnapshot> {
    return this.#keep(
      'snapshot',
      this.#call('snapshot', () => this.#link.snapshot()),
    );
  }

  probe(): Promise<void> {
    return this.#keep(
      'probe',
      this.#call('probe', () => this.#link.probe()),
    );
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#call('close', () => this.#link.close());
  }

  /** True where calls of this device are to be told of. */
  isWatched(device: string): boolean {
    if (!this.#capabilities.has('monitorStart')) return true;
    return this.#monitored.has(device) || this.#monitored.has(staticDevice(device));
  }

  /** From now on, and in what was told already, the events of this call carry this correlator. */
  expectCorrelator(call: string, correlator: string): void {
    this.#correlators.set(call, correlator);
    for (const event of this.events) {
      if (isCallControlEvent(event)) this.#checkCorrelator(event);
    }
  }

  /** Capabilities are data that do not change: looked at when a check ends. */
  checkCapabilitiesKept(): void {
    if (!this.#isOpen) return;
    const now = [...this.#link.capabilities].sort().join(', ');
    const then = [...this.#capabilities].sort().join(', ');
    if (now !== then) {
      this.#report('capability-changed', `capabilities were ${then} after open and are ${now} now`);
    }
  }

  async #call<T>(what: string, call: () => Promise<T>): Promise<T> {
    const outer = this.#inside;
    this.#inside = what;
    let promise: Promise<T>;
    try {
      promise = call();
    } catch (error) {
      this.#report('driver-threw', `${what} threw ${worded(error)} where it should reject`);
      throw error;
    } finally {
      this.#inside = outer;
    }
    return promise;
  }

  #keep<T>(what: string, promise: Promise<T>): Promise<T> {
    this.#underWay.push({ what, settlement: track(promise) });
    return promise;
  }

  #hear(event: SwitchEvent, receivedAt: number): void {
    // What is malformed goes no further: nothing can be said of it that would not be wrong.
    if (!checkForm(event, this.#capabilities, this.#report)) return;
    this.events.push(event);
    this.#checkMoment(event, receivedAt);
    if (!isCallControlEvent(event)) return;
    this.#checkMonitored(event);
    this.#checkCorrelator(event);
    this.model.apply(event);
  }

  #checkMoment(event: SwitchEvent, receivedAt: number): void {
    const what = told(event);
    if (this.#isClosed) {
      this.#report('event-after-close', `${what} was emitted after close was called`);
    } else if (this.isDown) {
      this.#report('event-after-down', `${what} was emitted after down`);
    } else if (this.#inside !== undefined) {
      this.#report('event-in-request', `${what} was emitted from inside ${this.#inside}`);
    }
    if (!Number.isFinite(receivedAt) || receivedAt > this.#clock.now() + 1) {
      this.#report('received-at', `${what} was received at ${receivedAt}, which is not yet`);
    } else if (receivedAt < this.#lastReceivedAt) {
      const backMs = this.#lastReceivedAt - receivedAt;
      this.#report('received-at', `${what} was received ${backMs} ms before the one before it`);
    }
    this.#lastReceivedAt = Math.max(this.#lastReceivedAt, receivedAt);
  }

  #hearDown(reason: unknown): void {
    this.#downCount += 1;
    if (this.#isClosed) {
      this.#report('event-after-close', 'down was emitted after close was called');
    } else if (this.#downCount > 1) {
      this.#report('down-twice', `down was emitted ${this.#downCount} times: ${worded(reason)}`);
    }
  }

  #checkMonitored(event: CallControlEvent): void {
    if (!this.#capabilities.has('monitorStart')) return;
    // Those who have left it count too: the end of a call is told to whoever took part.
    const inCall = this.model.everIn(callOf(event)).map(({ id }) => id.device);
    const fields = ['connection', 'callingDevice', 'calledDevice', 'newDestination', 'byDevice'];
    const inEvent = fields.map((field) => {
      return (event as unknown as Record<string, { device?: string } | undefined>)[field]?.device;
    });
    const joined =
      'connections' in event ? event.connections.map((c) => c.newConnection.device) : [];
    const devices = [...inCall, ...inEvent, ...joined].filter((device) => device !== undefined);
    if (devices.length === 0 || devices.some((device) => this.isWatched(device))) return;
    this.#report(
      'event-unmonitored',
      `${told(event)} was told, but none of ${[...new Set(devices)].join(', ')} is monitored`,
    );
  }

  #checkCorrelator(event: CallControlEvent): void {
    const wanted = this.#correlators.get(callOf(event));
    if (wanted === undefined || event.correlator === wanted) return;
    if (!CARRIES_CORRELATOR.has(event.event)) return;
    const got = event.correlator === undefined ? 'no correlator' : `"${event.correlator}"`;
    this.#report(
      'correlator-lost',
      `${told(event)} carries ${got}; the call was made with the correlator "${wanted}"`,
    );
  }
}
