import type {
  Switch as SwitchView,
  SwitchConfiguration,
  Device,
} from '../../schemas/generated/types.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import { personal } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { EventDraft } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { CallRecord } from '../spi/call-record.ts';
import type { Connector, SwitchSnapshot } from '../spi/driver.ts';
import type { DeviceInfo } from '../spi/device.ts';
import { staticDevice } from '../spi/connection.ts';
import type { CallControlEvent, SwitchEvent } from '../spi/switch-event.ts';
import { isCallControlEvent } from '../spi/switch-event.ts';
import { CallModel } from './call-model.ts';
import { deviceId, findConnection, isoTime } from './call-record.ts';
import { CallTable } from './call-table.ts';
import { LinkSupervisor } from './link-supervisor.ts';
import type { LinkSettings } from './link-supervisor.ts';
import { Monitors } from './monitors.ts';
import { Reconciler } from './reconciler.ts';

export interface SwitchOptions {
  readonly configuration: SwitchConfiguration;
  readonly connector: Connector;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly log: Log;
}

interface Waiter {
  readonly isFulfilled: () => boolean;
  readonly resolve: (isFulfilled: boolean) => void;
  readonly timer: Timer;
}

/** One PBX or board: its link, its devices, its calls, and what they are told to the journal. */
export class Switch {
  readonly id: string;
  readonly driver: string;
  readonly calls: CallTable;
  readonly link: LinkSupervisor;
  readonly #options: SwitchOptions;
  readonly #devices = new Map<string, DeviceInfo>();
  readonly #model: CallModel;
  readonly #monitors: Monitors;
  readonly #reconciler: Reconciler;
  readonly #waiters = new Set<Waiter>();
  readonly counters = { events: 0, ignored: 0, resynchronised: 0 };
  /** When the driver received what the event being applied was read from. */
  #receivedAt = 0;
  #since: number;

  constructor(options: SwitchOptions) {
    const { configuration, clock, log } = options;
    this.#options = options;
    this.id = configuration.id;
    this.driver = configuration.driver;
    this.#since = clock.now();
    this.calls = new CallTable(this.id, clock, options.ids);
    const settings = configuration.link as LinkSettings;
    this.link = new LinkSupervisor({
      ...options,
      settings,
      synchronise: (link) => this.#synchronise(link),
    });
    this.#model = new CallModel({
      switchId: this.id,
      table: this.calls,
      now: () => clock.now(),
      kindOf: (device) => this.#devices.get(device)?.kind,
      hasCorrelators: () => this.link.capabilities.has('correlatorData'),
    });
    this.#monitors = new Monitors(log);
    this.#reconciler = new Reconciler({
      clock,
      intervalMs: settings.snapshotIntervalMs,
      table: this.calls,
      takeSnapshot: () => this.link.snapshot(),
      noteDevices: (snapshot) => this.#noteDevices(snapshot),
      catchUp: () => this.#monitor(),
      force: (event) => this.#force(event),
    });
    this.link.events.on('event', (event, receivedAt) => this.#apply(event, receivedAt));
    this.link.events.on('up', () => this.#tell('switch.up'));
    this.link.events.on('synchronised', () => this.#synchronised());
    this.link.events.on('down', () => this.#down());
  }

  get devices(): ReadonlyMap<string, DeviceInfo> {
    return this.#devices;
  }

  /** The far end of a simulated switch. */
  get farEnd(): Connector['farEnd'] {
    return this.#options.connector.farEnd;
  }

  start(): void {
    this.link.start();
  }

  async stop(): Promise<void> {
    this.#reconciler.stop();
    await this.link.stop();
    for (const waiter of this.#waiters) this.#endWait(waiter, false);
  }

  /** Resolves when the link is up and synchronised, or after `withinMs`. */
  async settled(withinMs: number): Promise<void> {
    await this.waitUntil(() => this.link.state === 'up', withinMs);
  }

  /** Resolves with true as soon as the model shows it, with false after `withinMs`. */
  waitUntil(isFulfilled: () => boolean, withinMs: number): Promise<boolean> {
    if (isFulfilled()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimeout(() => {
        this.#endWait(waiter, waiter.isFulfilled());
      }, withinMs);
      const waiter: Waiter = { isFulfilled, resolve, timer };
      this.#waiters.add(waiter);
    });
  }

  /** Compares the model with the switch soon, because something does not fit. */
  suspect(): void {
    this.#reconciler.suspect();
  }

  view(): SwitchView {
    const { capabilities, state } = this.link;
    const view: SwitchView = {
      id: this.id,
      driver: this.driver,
      state,
      since: isoTime(this.#since),
      capabilities: [...capabilities],
      simulator: this.farEnd !== undefined,
      counters: { ...this.link.driverCounters, ...this.counters, ...this.link.counters },
    };
    if (state === 'down') view.reason = this.link.downReason.message;
    return view;
  }

  viewDevice(info: DeviceInfo): Device {
    const connections = [...this.calls.ofDevice(info.device)].flatMap((call) =>
      call.connections
        .filter(({ device }) => staticDevice(device) === info.device)
        .map(({ state }) => ({ call: call.id, state })),
    );
    const view: Device = {
      id: deviceId(this.id, info.device),
      switch: this.id,
      number: info.device,
      kind: info.kind,
      inService: info.isInService,
      connections,
    };
    if (info.name !== undefined) view.name = info.name;
    if (info.doNotDisturb !== undefined) view.doNotDisturb = info.doNotDisturb;
    if (info.forwardedTo !== undefined) view.forwardedTo = info.forwardedTo;
    return view;
  }

  #apply(event: SwitchEvent, receivedAt: number): void {
    this.counters.events += 1;
    this.#receivedAt = receivedAt;
    if (isCallControlEvent(event)) this.#applyCallEvent(event);
    else if (event.event === 'deviceChanged') this.#noteDevice(event.device);
    else if (event.event === 'callRecord') this.#noteRecord(event.record);
    else this.#devices.delete(event.device);
    if (this.#waiters.size > 0) this.#checkWaiters();
  }

  #applyCallEvent(event: CallControlEvent): void {
    const { drafts, isIgnored } = this.#model.apply(event);
    if (isIgnored) this.#ignore(event);
    this.#append(drafts);
  }

  #ignore(event: CallControlEvent): void {
    // The last word of a call whose connections have all been cleared: it ended with them.
    if (event.event === 'callCleared') return;
    this.counters.ignored += 1;
    this.#options.log.debug('event does not fit', { event: event.event, cause: event.cause });
    this.#reconciler.suspect();
  }

  #force(event: CallControlEvent): void {
    this.counters.resynchronised += 1;
    this.#receivedAt = this.#options.clock.now();
    this.#append(this.#model.apply(event, true).drafts);
    this.#checkWaiters();
  }

  #append(drafts: readonly EventDraft[]): void {
    for (const draft of drafts) this.#options.journal.record(draft, this.#receivedAt);
  }

  async #synchronise(link: LinkSupervisor): Promise<void> {
    this.#noteDevices(await link.snapshot());
    await this.#monitor();
    await this.#reconciler.reconcileNow();
  }

  /** Asks for the events of every device that is not monitored yet. */
  #monitor(): Promise<void> {
    return this.#monitors.start(this.link, this.#devices.keys());
  }

  #synchronised(): void {
    this.#tell('switch.synchronised');
    this.#reconciler.start();
    this.#checkWaiters();
  }

  #down(): void {
    this.#reconciler.stop();
    this.#monitors.forget();
    this.#tell('switch.down');
  }

  #tell(type: 'switch.up' | 'switch.synchronised' | 'switch.down'): void {
    this.#since = this.#options.clock.now();
    this.#options.journal.record({ type, subject: this.id, data: { switch: this.view() } });
  }

  #noteDevices(snapshot: SwitchSnapshot): void {
    const seen = new Set(snapshot.devices.map(({ device }) => device));
    for (const device of this.#devices.keys()) if (!seen.has(device)) this.#devices.delete(device);
    for (const device of snapshot.devices) this.#noteDevice(device);
  }

  #noteDevice(device: DeviceInfo): void {
    const before = this.#devices.get(device.device);
    this.#devices.set(device.device, device);
    if (before === undefined || isSame(before, device)) return;
    this.#options.log.info('device changed', { device: personal(device.device) });
    const view = this.viewDevice(device);
    this.#options.journal.record({
      type: 'device.changed',
      subject: view.id,
      data: { device: view },
    });
  }

  /** Every record is written down as it came: two that read alike may be two calls. */
  #noteRecord(record: CallRecord): void {
    const { device } = record;
    const subject = device === undefined ? this.id : deviceId(this.id, device);
    const data = { switch: this.id, record: { ...record } };
    this.#append([{ type: 'call-record.received', subject, data }]);
  }

  #checkWaiters(): void {
    for (const waiter of this.#waiters) {
      if (waiter.isFulfilled()) this.#endWait(waiter, true);
    }
  }

  #endWait(waiter: Waiter, isFulfilled: boolean): void {
    this.#waiters.delete(waiter);
    this.#options.clock.clear(waiter.timer);
    waiter.resolve(isFulfilled);
  }

  /** The state of a device in a call, as commands ask it. */
  stateOf(callId: string, device: string): string {
    const call = this.calls.get(callId);
    return (call && findConnection(call, device)?.state) ?? 'null';
  }
}

function isSame(a: DeviceInfo, b: DeviceInfo): boolean {
  return (
    a.isInService === b.isInService &&
    a.name === b.name &&
    a.doNotDisturb === b.doNotDisturb &&
    a.forwardedTo === b.forwardedTo
  );
}
