/** Devices, calls, and the connections that tie them to each other (ECMA-269 §6.1). */
import type { Cause } from '../../../src/spi/cause.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import type { DeviceInfo, DeviceKind, Party } from '../../../src/spi/device.ts';
import type { ExtensionSettings, GroupSettings, OutsideRule, PilotSettings } from '../settings.ts';
import type { Alarm } from './alarms.ts';

/** What time brings to one connection; one at a time. */
export type AlarmKind =
  | 'no-answer'
  | 'caller-gives-up'
  | 'outside-rings'
  | 'outside-acts'
  | 'outside-hangs-up'
  | 'outside-presses-digits'
  | 'tone-ends'
  | 'not-lifted'
  | 'park-recall'
  | 'queue-overflow';

export interface ConnectionAlarm {
  readonly connection: Connection;
  readonly kind: AlarmKind;
}

/** The person at the far end of a trunk line. */
export interface OutsideParty {
  readonly rule: OutsideRule | undefined;
  digits: string | undefined;
  /** False while the switch rings them. */
  isThere: boolean;
  /** Every identifier the call of this person has had. */
  readonly calls: string[];
}

/** One device's part in one call. It moves to another call when the two are joined. */
export class Connection {
  readonly device: Device;
  readonly party: Party;
  call: Call;
  id: ConnectionId;
  state: ConnectionState;
  alarm: Alarm<ConnectionAlarm> | undefined;
  outside: OutsideParty | undefined;
  /** The hunt group or queue that rings this phone, and which members it has tried. */
  rungBy: { readonly group: Device; readonly tried: ReadonlySet<Device> } | undefined;
  /** For a phone that has yet to be lifted: what it will dial. */
  numberToDial: string | undefined;
  parkedBy: Device | undefined;
  /** Why it has failed, where it has. */
  failure: Cause | undefined;

  constructor(call: Call, device: Device, state: ConnectionState, party: Party = device.party) {
    this.call = call;
    this.device = device;
    this.party = party;
    this.state = state;
    this.id = { call: call.id, device: device.id };
    call.connections.push(this);
    device.connections.push(this);
  }

  /** Goes on in another call, under another identifier. */
  moveTo(call: Call): void {
    this.call = call;
    this.id = { call: call.id, device: this.device.id };
    call.connections.push(this);
  }
}

export class Call {
  readonly id: string;
  readonly calling: Party;
  readonly called: Party;
  /** Why there is this call: the cause of its first events. */
  readonly cause: Cause;
  readonly correlator: string | undefined;
  connections: Connection[] = [];
  lastRedirection: Party | undefined;
  /** The caller's own connection, as long as it is in this call. */
  origin: Connection | undefined;
  /** A line to outside takes or took part: ends carry a Q.850 value. */
  touchesNetwork = false;

  constructor(
    id: string,
    parties: { readonly calling: Party; readonly called: Party },
    cause: Cause,
    correlator: string | undefined,
  ) {
    this.id = id;
    this.calling = parties.calling;
    this.called = parties.called;
    this.cause = cause;
    this.correlator = correlator;
  }

  connectionOf(device: Device): Connection | undefined {
    return this.connections.find((connection) => connection.device === device);
  }

  others(than: Connection): Connection[] {
    return this.connections.filter((connection) => connection !== than);
  }
}

/** What is behind a number of the switch. */
export type Role =
  | { readonly is: 'phone'; readonly settings: ExtensionSettings }
  | { readonly is: 'line'; readonly index: number }
  | { readonly is: 'hunt-group'; readonly settings: GroupSettings }
  | { readonly is: 'queue'; readonly settings: PilotSettings; readonly waiting: Connection[] }
  | { readonly is: 'park-slot' };

/** A device of the switch and its connections. */
export class Device {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly role: Role;
  readonly party: Party;
  readonly connections: Connection[] = [];
  isInService = true;
  doNotDisturb = false;
  forwardTo: string | undefined;
  /** When its last call ended; what `longest idle` goes by. */
  idleSince = 0;

  constructor(id: string, kind: DeviceKind, role: Role, name?: string) {
    this.id = id;
    this.kind = kind;
    this.role = role;
    this.party = name === undefined ? { device: id, number: id } : { device: id, number: id, name };
    if (role.is === 'phone') {
      this.isInService = role.settings.isOutOfService !== true;
      this.doNotDisturb = role.settings.doNotDisturb ?? false;
      this.forwardTo = role.settings.forward?.immediate;
    }
  }

  info(): DeviceInfo {
    return {
      device: this.id,
      kind: this.kind,
      ...(this.party.name === undefined ? {} : { name: this.party.name }),
      isInService: this.isInService,
      ...(this.role.is === 'phone' ? { doNotDisturb: this.doNotDisturb } : {}),
      ...(this.forwardTo === undefined ? {} : { forwardedTo: this.forwardTo }),
    };
  }

  /** Connections that keep the phone busy; a call parked on it does not. */
  get load(): number {
    let load = 0;
    for (const connection of this.connections) if (connection.state !== 'queued') load += 1;
    return load;
  }

  /** A hunt group or a queue may ring it. */
  get isFree(): boolean {
    return (
      this.isInService && !this.doNotDisturb && this.forwardTo === undefined && this.load === 0
    );
  }

  /** The connection in the given state, if there is one. */
  inState(...states: readonly Connection['state'][]): Connection | undefined {
    return this.connections.find((connection) => states.includes(connection.state));
  }
}
