import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../../src/base/errors.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { LinkEvents, SwitchLink, SwitchSnapshot } from '../../../src/spi/driver.ts';
import {
  SERVICES,
  type Capability,
  type ServiceAnswer,
  type ServiceArgs,
  type ServiceName,
} from '../../../src/spi/services.ts';
import type { DeviceId } from '../model/identifiers.ts';
import type { CdrRecord, FilterGroup, ServiceName as CstaServiceName } from '../model/requests.ts';
import type { Incoming, Session } from '../session/session.ts';
import { callRecordOf } from './call-records.ts';
import { LinkCalls } from './calls.ts';
import { Devices, type DeviceSettings } from './devices.ts';
import { askCapabilities, askDevices } from './discovery.ts';
import { Facts } from './facts.ts';
import { CallServices, isCallService } from './services.ts';
import { Snapshots } from './snapshots.ts';

export interface LinkSettings {
  /** What the switch is said to take; its own word for it is asked where `asksCapabilities` is set. */
  readonly services: ReadonlySet<CstaServiceName>;
  readonly properties: ReadonlySet<'correlatorData' | 'callingName'>;
  readonly asksCapabilities: boolean;
  readonly devices: readonly DeviceSettings[];
  /** The switch is asked to send its call detail records. */
  readonly asksCallRecords: boolean;
  /** How long the switch may take to list its devices. */
  readonly devicesTimeoutMs: number;
  /** Groups of events that monitors are asked to leave out. */
  readonly filterOut: readonly FilterGroup[];
}

export interface LinkParts {
  readonly session: Session;
  readonly clock: Clock;
  readonly settings: LinkSettings;
}

/** A link to a switch that speaks CSTA, in whatever phase: what is meant, above how it is said. */
export class CstaLink implements SwitchLink {
  readonly events = new TypedEmitter<LinkEvents>();
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #settings: LinkSettings;
  readonly #calls = new LinkCalls();
  readonly #devices = new Devices();
  /** Device → cross reference. */
  readonly #monitors = new Map<string, string>();
  /** Monitors asked for and not answered yet. */
  readonly #starting = new Map<string, Promise<void>>();
  readonly #facts: Facts;
  readonly #services: CallServices;
  readonly #stopListening: (() => void)[];
  #snapshots: Snapshots | undefined;
  #capabilities: ReadonlySet<Capability> = new Set();
  /** The services the switch takes. */
  #taken: ReadonlySet<CstaServiceName>;
  #state: 'new' | 'opening' | 'open' | 'gone' = 'new';

  constructor({ session, clock, settings }: LinkParts) {
    this.#session = session;
    this.#clock = clock;
    this.#settings = settings;
    this.#taken = settings.services;
    this.#services = new CallServices(session, this.#calls, this.#devices);
    this.#facts = new Facts({
      session,
      clock,
      calls: this.#calls,
      devices: this.#devices,
      isMonitored: (device) => this.#monitors.has(device),
      canSnapshotCall: () => this.#state === 'open' && this.#taken.has('snapshotCall'),
      hasCorrelators: settings.properties.has('correlatorData'),
      onEvent: (event, receivedAt) => this.events.emit('event', event, receivedAt),
      onOddity: (what) => this.events.emit('oddity', what),
      onTouched: (call) => this.#snapshots?.touch(call),
    });
    this.#stopListening = [
      session.events.on('report', (report, at) => this.#facts.receive(report, at)),
      session.events.on('request', (incoming) => this.#answer(incoming)),
      session.events.on('oddity', (what) => this.events.emit('oddity', what)),
      session.events.on('down', (reason) => this.#lose(reason)),
    ];
  }

  get capabilities(): ReadonlySet<Capability> {
    return this.#capabilities;
  }

  async open(): Promise<void> {
    if (this.#state !== 'new') throw linkDown('a link is opened once');
    this.#state = 'opening';
    try {
      await this.#session.open();
      await this.#discover();
      if (!this.#session.isOpen) throw linkDown('the link was closed or lost');
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#snapshots = new Snapshots({
      session: this.#session,
      calls: this.#calls,
      devices: this.#devices,
      canSnapshotCall: this.#taken.has('snapshotCall'),
      canGetDoNotDisturb: this.#taken.has('getDoNotDisturb'),
      canGetForwarding: this.#taken.has('getForwarding'),
      onForgotten: (call) => this.#facts.forget(call),
    });
    this.#state = 'open';
    if (this.#settings.asksCallRecords) await this.#askCallRecords();
  }

  async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (!this.#capabilities.has(service)) {
      throw new CrosspointError('service-not-supported', `this switch has no ${service}`);
    }
    this.#throwIfNotOpen();
    return (await this.#perform(service, args)) as ServiceAnswer<Name>;
  }

  async snapshot(): Promise<SwitchSnapshot> {
    this.#throwIfNotOpen();
    const snapshot = await this.#snapshots?.take();
    if (snapshot === undefined) throw linkDown('the link is not open');
    // A snapshot of what is monitored ends the rush of the beginning.
    if (this.#monitors.size > 0) this.#session.speedUp();
    return snapshot;
  }

  async probe(): Promise<void> {
    this.#throwIfNotOpen();
    await this.#session.probe();
  }

  async close(): Promise<void> {
    this.#end();
    await this.#session.close();
  }

  async #discover(): Promise<void> {
    const { asksCapabilities, devices, devicesTimeoutMs } = this.#settings;
    if (asksCapabilities) this.#taken = await askCapabilities(this.#session, this.#taken);
    this.#devices.configure(devices);
    if (this.#taken.has('getSwitchingFunctionDevices')) {
      const question = { session: this.#session, clock: this.#clock, timeoutMs: devicesTimeoutMs };
      await askDevices({ ...question, devices: this.#devices });
    }
    const can = new Set<Capability>(this.#settings.properties);
    for (const service of SERVICES) {
      if (this.#taken.has(service)) can.add(service);
    }
    this.#capabilities = can;
  }

  /** A switch that keeps them to itself, or gives them to one client alone, is no reason to do without it. */
  async #askCallRecords(): Promise<void> {
    try {
      await this.#session.request('startCdrTransmission', undefined);
    } catch (error) {
      const refusal = toCrosspointError(error);
      if (refusal.code === 'link-down') throw refusal;
      this.events.emit('oddity', refusal);
    }
  }

  async #perform(service: ServiceName, args: ServiceArgs<ServiceName>): Promise<unknown> {
    if (isCallService(service)) return this.#services.perform(service, args as never);
    if (service === 'monitorStart') {
      return this.#startMonitor((args as ServiceArgs<'monitorStart'>).device);
    }
    return this.#stopMonitor((args as ServiceArgs<'monitorStop'>).device);
  }

  async #startMonitor(device: string): Promise<void> {
    const wire = this.#services.deviceOf(device);
    if (this.#monitors.has(device)) return;
    const starting =
      this.#starting.get(device) ??
      this.#askForMonitor(device, wire).finally(() => this.#starting.delete(device));
    this.#starting.set(device, starting);
    await starting;
  }

  async #askForMonitor(device: string, wire: DeviceId): Promise<void> {
    const { filterOut } = this.#settings;
    const { crossRef } = await this.#session.request('monitorStart', {
      object: { device: wire },
      ...(filterOut.length === 0 ? {} : { filterOut }),
    });
    this.#monitors.set(device, crossRef);
  }

  async #stopMonitor(device: string): Promise<void> {
    this.#services.deviceOf(device);
    const crossRef = this.#monitors.get(device);
    if (crossRef === undefined) return;
    this.#monitors.delete(device);
    await this.#session.request('monitorStop', { crossRef });
  }

  /** What the switch asks of us. */
  #answer({ request, answer, refuse }: Incoming): void {
    switch (request.service) {
      case 'cdrReport':
        answer({ service: 'cdrReport', result: undefined });
        this.#tellRecords(request.args.records);
        return;
      case 'switchingFunctionDevices':
        // Whoever asked for the list listens for it.
        return;
      case 'routeRequest': {
        // Nobody routes here yet: the switch goes on by its own table.
        const { routeingCrossRef } = request.args;
        this.#session.request('routeEnd', { routeingCrossRef }).catch((error: CrosspointError) => {
          this.events.emit('oddity', error);
        });
        return;
      }
      case 'monitorStop':
        answer({ service: 'monitorStop', result: undefined });
        this.#loseMonitor(request.args.crossRef);
        return;
      default:
        refuse({ category: 'operation', value: 'serviceNotSupported' });
    }
  }

  /** The switch stops a monitor by itself (ECMA-269 §15.1); it can be started again. */
  #loseMonitor(crossRef: string): void {
    for (const [device, own] of this.#monitors) {
      if (own !== crossRef) continue;
      this.#monitors.delete(device);
      const what = `the switch monitors ${device} no more`;
      this.events.emit('oddity', new CrosspointError('device-out-of-service', what));
    }
  }

  #tellRecords(records: readonly CdrRecord[]): void {
    for (const one of records) {
      const record = callRecordOf(one, this.#devices.isOwn);
      this.events.emit('event', { event: 'callRecord', record }, this.#clock.now());
    }
  }

  #lose(reason: CrosspointError): void {
    const wasOpen = this.#state === 'open';
    this.#end();
    if (wasOpen) this.events.emit('down', reason);
  }

  #end(): void {
    this.#state = 'gone';
    this.#facts.close();
    for (const stop of this.#stopListening.splice(0)) stop();
  }

  #throwIfNotOpen(): void {
    if (this.#state !== 'open') throw linkDown('the link is not open');
  }
}

function linkDown(what: string): CrosspointError {
  return new CrosspointError('link-down', what);
}
