import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { Cause } from '../../../src/spi/cause.ts';
import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { CallControlEvent, SwitchEvent } from '../../../src/spi/switch-event.ts';
import { timingOf, type SimulatedSettings, type Timing } from '../settings.ts';
import { Alarms } from './alarms.ts';
import { Call, Connection, type AlarmKind, type ConnectionAlarm, type Device } from './call.ts';
import { equip } from './equipment.ts';
import type { Trunks } from './trunks.ts';

/** Hears every fact of the switch at the moment it becomes one. */
export interface ExchangeListener {
  /** `about` are the connections of the call, before the event and after it. */
  onCallEvent(event: CallControlEvent, call: Call, about: readonly Connection[]): void;
  onDeviceChanged(event: SwitchEvent & { readonly event: 'deviceChanged' }): void;
  /** Nothing more will be heard of this call. */
  onCallForgotten(call: Call): void;
}

/**
 * The state of the exchange and the little that every feature needs: its devices, its calls, its
 * alarms, and whoever listens. The features are functions over it, one file each.
 */
export class Exchange {
  readonly clock: Clock;
  readonly settings: SimulatedSettings;
  readonly timing: Timing;
  readonly devices: ReadonlyMap<string, Device>;
  readonly queues: readonly Device[];
  readonly trunks: Trunks;
  readonly calls = new Map<string, Call>();
  /** The outside party of a call, under each identifier its call has had. */
  readonly outsideByCall = new Map<string, Connection>();
  readonly listeners = new Set<ExchangeListener>();
  readonly #alarms: Alarms<ConnectionAlarm>;
  #lastCall = 0;

  /** `onAlarm` is told what time brings. */
  constructor(
    settings: SimulatedSettings,
    clock: Clock,
    onAlarm: (alarm: ConnectionAlarm) => void,
  ) {
    this.clock = clock;
    this.settings = settings;
    this.timing = timingOf(settings);
    ({ devices: this.devices, queues: this.queues, trunks: this.trunks } = equip(settings));
    this.#alarms = new Alarms(clock, (alarm) => {
      alarm.connection.alarm = undefined;
      onAlarm(alarm);
    });
  }

  newCall(
    parties: { readonly calling: Party; readonly called: Party },
    cause: Cause,
    correlator: string | undefined,
  ): Call {
    this.#lastCall += 1;
    const call = new Call(String(this.#lastCall), parties, cause, correlator);
    this.calls.set(call.id, call);
    return call;
  }

  /** A new part of `device` in `call`. */
  connect(call: Call, device: Device, state: ConnectionState, party?: Party): Connection {
    if (device.role.is === 'line') {
      call.touchesNetwork = true;
      this.trunks.take(device);
    }
    return new Connection(call, device, state, party);
  }

  /** Takes a connection out of its device; the call is the caller's business. */
  detach(connection: Connection): void {
    const { device } = connection;
    this.disarm(connection);
    device.connections.splice(device.connections.indexOf(connection), 1);
    if (device.role.is === 'line') this.trunks.giveBack(device);
    else this.stopQueueing(connection);
    if (device.connections.length === 0) device.idleSince = this.clock.now();
    connection.state = 'null';
    for (const call of connection.outside?.calls ?? []) {
      if (this.outsideByCall.get(call) === connection) this.outsideByCall.delete(call);
    }
  }

  stopQueueing(connection: Connection): void {
    const { role } = connection.device;
    if (role.is !== 'queue') return;
    const index = role.waiting.indexOf(connection);
    if (index >= 0) role.waiting.splice(index, 1);
  }

  forget(call: Call): void {
    this.calls.delete(call.id);
    for (const listener of this.listeners) listener.onCallForgotten(call);
  }

  arm(connection: Connection, kind: AlarmKind, delayMs: number): void {
    this.disarm(connection);
    connection.alarm = this.#alarms.set({ connection, kind }, delayMs);
  }

  disarm(connection: Connection): void {
    this.#alarms.clear(connection.alarm);
    connection.alarm = undefined;
  }

  tell(event: CallControlEvent, call: Call, about: readonly Connection[] = call.connections): void {
    const told = call.correlator === undefined ? event : { ...event, correlator: call.correlator };
    for (const listener of this.listeners) listener.onCallEvent(told, call, about);
  }

  tellDevice(device: Device): void {
    const event = { event: 'deviceChanged', device: device.info() } as const;
    for (const listener of this.listeners) listener.onDeviceChanged(event);
  }

  device(id: string): Device {
    const device = this.devices.get(id);
    if (device !== undefined) return device;
    throw new CrosspointError('unknown-device', `the switch has no device ${id}`);
  }

  /** Whoever has this number: the device with its name, or just the number. */
  partyAt(number: string): Party {
    return this.devices.get(number)?.party ?? { number };
  }

  close(): void {
    this.#alarms.clearAll();
    this.listeners.clear();
    this.calls.clear();
    this.outsideByCall.clear();
  }
}
