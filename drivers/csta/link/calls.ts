import { nextConnectionState, type ConnectionInput } from '../../../src/spi/connection-state.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { CallSnapshot } from '../../../src/spi/driver.ts';
import type { CallControlEvent } from '../../../src/spi/switch-event.ts';
import { connectionKey, type WireConnection } from '../model/identifiers.ts';
import { spokenOf } from './parties.ts';
import type { Naming, Translated } from './translated.ts';

/** One device's part in one call, by both its names. */
export interface LinkConnection {
  readonly id: ConnectionId;
  readonly wire: WireConnection;
  /** As the events have it; `null` where a snapshot alone has shown it. */
  state: ConnectionState;
  party: Party;
  /** What the last snapshot showed, where that was something else. */
  seen?: ConnectionState | undefined;
}

/** A call as the events have told it. */
export interface LinkCall {
  readonly id: string;
  correlator?: string | undefined;
  callingDevice?: Party | undefined;
  calledDevice?: Party | undefined;
  /** By device identifier of the SPI. */
  readonly connections: Map<string, LinkConnection>;
}

/**
 * What one link knows of the calls of its switch: which names of the wire and of the SPI belong
 * together, and the state that the last event led to. Events of several monitors tell the same more than once; a call that is
 * known here is the measure of what is new.
 */
export class LinkCalls {
  readonly #calls = new Map<string, LinkCall>();

  get all(): Iterable<LinkCall> {
    return this.#calls.values();
  }

  get(call: string): LinkCall | undefined {
    return this.#calls.get(call);
  }

  find({ call, device }: ConnectionId): LinkConnection | undefined {
    return this.#calls.get(call)?.connections.get(device);
  }

  findWire(wire: WireConnection): LinkConnection | undefined {
    const key = connectionKey(wire);
    for (const connection of this.#calls.get(wire.call ?? '')?.connections.values() ?? []) {
      if (connectionKey(connection.wire) === key) return connection;
    }
    return undefined;
  }

  /**
   * The SPI's name of a connection. A device identifier that holds for one call only is named after the
   * device it stands for, and a device with a second part in a call gets `DEVICE~2`.
   * @param beside connections that the same event names, not remembered yet
   */
  nameOf(wire: WireConnection, subject?: string, beside: readonly Naming[] = []): ConnectionId {
    const key = connectionKey(wire);
    const known = this.findWire(wire) ?? beside.find((one) => connectionKey(one.wire) === key);
    if (known !== undefined) return known.id;
    const call = wire.call ?? '';
    const { device } = wire;
    const isStatic = device !== undefined && device.form !== 'dynamic';
    const base = isStatic
      ? spokenOf(device).number
      : (subject ?? spokenOf(device ?? NOBODY).number);
    const isTaken = (name: string): boolean =>
      this.find({ call, device: name }) !== undefined ||
      beside.some(({ id }) => id.call === call && id.device === name);
    let name = base;
    for (let part = 2; isTaken(name); part += 1) name = `${base}~${part}`;
    return { call, device: name };
  }

  /** Remembers both names of a connection, as a request's answer or an event brings them. */
  learn(id: ConnectionId, wire: WireConnection, party: Party): LinkConnection {
    const call = this.callFor(id.call);
    const known = call.connections.get(id.device);
    if (known !== undefined) {
      known.party = { ...known.party, ...party };
      return known;
    }
    const connection: LinkConnection = { id, wire, state: 'null', party };
    call.connections.set(id.device, connection);
    return connection;
  }

  callFor(id: string): LinkCall {
    const known = this.#calls.get(id);
    if (known !== undefined) return known;
    const call: LinkCall = { id, connections: new Map() };
    this.#calls.set(id, call);
    return call;
  }

  /** Takes what an event says; false where it is nothing new, so that nobody is told twice. */
  take({ event, namings }: Translated): boolean {
    switch (event.event) {
      case 'callCleared':
        return this.forget(event.call);
      case 'diverted':
      case 'connectionCleared':
        return this.#move(event.connection, 'cleared');
      case 'transferred':
      case 'conferenced':
        return this.#join(event, namings);
      case 'digits':
        return this.find(event.connection) !== undefined;
      default:
        return this.#begin(event, namings);
    }
  }

  #begin(event: Beginning, namings: readonly Naming[]): boolean {
    const call = this.callFor(event.connection.call);
    for (const { id, wire, party } of namings) this.learn(id, wire, party);
    if ('callingDevice' in event) {
      call.callingDevice = event.callingDevice;
      call.calledDevice = event.calledDevice;
    }
    call.correlator ??= event.correlator;
    const isNews = this.#move(event.connection, event.event);
    for (const { id } of namings) {
      const other = this.find(id);
      // The caller of a call that is told of for the first time is there already.
      if (other?.state === 'null' && id !== event.connection) other.state = 'connected';
    }
    if (this.find(event.connection)?.state === 'null') this.#drop(event.connection);
    return isNews;
  }

  /** Leads a connection on; false where the event says nothing new of it. */
  #move(id: ConnectionId, input: ConnectionInput): boolean {
    const connection = this.find(id);
    if (connection === undefined) return false;
    const { to } = nextConnectionState(connection.state, input);
    if (to === undefined) return false;
    connection.state = to;
    connection.seen = undefined;
    if (to === 'null') this.#drop(id);
    return true;
  }

  forget(call: string): boolean {
    return this.#calls.delete(call);
  }

  /** Has an event, or more than one snapshot, told of this call? */
  isTold(call: string): boolean {
    const connections = this.#calls.get(call)?.connections.values() ?? [];
    return [...connections].some(({ state }) => state !== 'null');
  }

  /**
   * Takes what a snapshot shows of a call. An event that leads there may be under way, and has to be told when it comes:
   * a difference is believed when a second snapshot shows it again, or `atOnce` where nothing was told before.
   */
  see(shown: LinkCall, atOnce: boolean): void {
    const call = this.callFor(shown.id);
    call.correlator ??= shown.correlator;
    call.callingDevice ??= shown.callingDevice;
    call.calledDevice ??= shown.calledDevice;
    for (const { id, wire, party, state } of shown.connections.values()) {
      this.#see(this.learn(id, wire, party), state, atOnce);
    }
    for (const known of [...call.connections.values()]) {
      if (!shown.connections.has(known.id.device)) this.#see(known, 'null', atOnce);
    }
  }

  /** A snapshot shows nothing of a call that was known. */
  miss(call: string, atOnce: boolean): void {
    const connections = this.#calls.get(call)?.connections.values() ?? [];
    for (const known of [...connections]) this.#see(known, 'null', atOnce);
  }

  #see(known: LinkConnection, state: ConnectionState, atOnce: boolean): void {
    const isSettled = known.state === state && state !== 'null';
    if (isSettled) known.seen = undefined;
    else if (!atOnce && known.seen !== state) known.seen = state;
    else if (state === 'null') this.#drop(known.id);
    else Object.assign(known, { state, seen: undefined });
  }

  /** What a transfer or conference leaves, in place of the calls before; false where both are gone already. */
  #join(event: Joining, namings: readonly Naming[]): boolean {
    const { primaryOldCall, secondaryOldCall, connections } = event;
    const elder = this.#calls.get(primaryOldCall.call);
    const younger = this.#calls.get(secondaryOldCall?.call ?? '');
    if (elder === undefined && younger === undefined) return false;
    const states = connections.map(({ oldConnection }) => {
      return (oldConnection && this.find(oldConnection)?.state) ?? 'connected';
    });
    this.#calls.delete(primaryOldCall.call);
    if (secondaryOldCall !== undefined) this.#calls.delete(secondaryOldCall.call);
    connections.forEach(({ newConnection }, index) => {
      const call = this.callFor(newConnection.call);
      call.callingDevice ??= elder?.callingDevice ?? younger?.callingDevice;
      call.calledDevice ??= elder?.calledDevice ?? younger?.calledDevice;
      call.correlator ??= elder?.correlator ?? younger?.correlator;
      const naming = namings[index];
      if (naming === undefined) return;
      const state = states[index] ?? 'connected';
      const connection = this.learn(newConnection, naming.wire, naming.party);
      // Whoever made the conference had held it, and talks now.
      connection.state = event.event === 'conferenced' && state === 'held' ? 'connected' : state;
    });
    return true;
  }

  #drop({ call, device }: ConnectionId): void {
    const known = this.#calls.get(call);
    known?.connections.delete(device);
    if (known?.connections.size === 0) this.#calls.delete(call);
  }
}

type Joining = CallControlEvent & { readonly event: 'transferred' | 'conferenced' };
type Beginning = Exclude<
  CallControlEvent,
  { readonly event: 'callCleared' | 'diverted' | 'connectionCleared' | 'digits' } | Joining
>;

const NOBODY = { form: 'dynamic', value: '' } as const;

/** A call as a snapshot of the SPI shows it. */
export function pictureOf(call: LinkCall): CallSnapshot {
  const { id, correlator, callingDevice, calledDevice, connections } = call;
  return {
    call: id,
    ...(correlator === undefined ? {} : { correlator }),
    ...(callingDevice === undefined ? {} : { callingDevice }),
    ...(calledDevice === undefined ? {} : { calledDevice }),
    connections: [...connections.values()]
      .filter(({ state }) => state !== 'null')
      .map(({ id: connection, state, party }) => ({ connection, state, party })),
  };
}
