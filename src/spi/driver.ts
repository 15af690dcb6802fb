import type { Clock } from '../base/clock.ts';
import type { CrosspointError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { TypedEmitter } from '../base/typed-emitter.ts';
import type { ConnectionId, ConnectionState } from './connection.ts';
import type { DeviceInfo, Party } from './device.ts';
import type { FarEnd } from './far-end.ts';
import type { Capability, ServiceAnswer, ServiceArgs, ServiceName } from './services.ts';
import type { CallRecordEvent, SwitchEvent } from './switch-event.ts';

/** What a driver is given; it takes time and chance from nowhere else. */
export interface DriverContext {
  /** The identifier of the switch in the configuration, for log lines. */
  readonly switchId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * A kind of switch that Crosspoint can talk to. A driver module exports one as `driver`.
 *
 * `createConnector` MUST NOT do input or output; it checks `settings` and throws a `CrosspointError`
 * `invalid-configuration` with a JSON pointer where they do not fit `settingsSchema`.
 */
export interface Driver {
  /** As written in the configuration: `driver: NAME`. */
  readonly name: string;
  /** JSON Schema (2020-12) of the `settings` of a switch. */
  readonly settingsSchema: object;
  createConnector(settings: unknown, context: DriverContext): Connector;
}

/** What a switch tells beside its links, whether one is up or not: its call-record printer. */
export type ConnectorEvents = {
  record: [event: CallRecordEvent, receivedAt: number];
  oddity: [what: CrosspointError];
};

/** One configured switch: where its links come from, one after the other. */
export interface Connector {
  /** A new link, not open yet. The one before it has been closed or lost. */
  createLink(): SwitchLink;
  /** The other end of the links, where it is a simulation that can be played on. */
  readonly farEnd?: FarEnd;
  /** Told from the making of the connector to its close; for switches that tell anything this way. */
  readonly events?: TypedEmitter<ConnectorEvents>;
  /** What the links have counted since the connector was made, by name, for whoever looks after them. */
  readonly counters?: Readonly<Record<string, number>>;
  /** Ends whatever outlives a link (a simulated switch); every link has been closed before. */
  close(): Promise<void>;
}

export type LinkEvents = {
  /** One fact, in the order in which the switch told them. */
  event: [event: SwitchEvent, receivedAt: number];
  /** The link is lost and stays lost; `open` is not called again on this object. */
  down: [reason: CrosspointError];
  /** Something that does not fit and was passed over: a frame, a field, a message. Counted. */
  oddity: [what: CrosspointError];
};

/** A call as the switch sees it at one moment (ECMA-269 §16.1 snapshot call). */
export interface CallSnapshot {
  readonly call: string;
  readonly correlator?: string;
  readonly callingDevice?: Party;
  readonly calledDevice?: Party;
  readonly connections: readonly {
    readonly connection: ConnectionId;
    readonly state: ConnectionState;
    readonly party: Party;
  }[];
}

export interface SwitchSnapshot {
  readonly devices: readonly DeviceInfo[];
  readonly calls: readonly CallSnapshot[];
}

/**
 * One link to one switch, from opening to its loss. The contract, which `crosspoint driver check`
 * tries point by point:
 *
 * Life. `open` connects, logs in and resolves when requests can be made; it rejects with a typed
 * error when that fails, and then the link is dead. After a loss `down` is emitted exactly once, then
 * nothing. A link MUST NOT reconnect by itself and MUST NOT hide a loss. `close` may be called at any
 * time and more than once; it resolves when every socket, timer and listener of the link is gone, and
 * neither `down` nor any other event is emitted after the call. Requests under way when a link closes
 * or is lost reject with `link-down`; none is left unsettled.
 *
 * Facts. A link that takes `monitorStart` tells of every call in which a monitored device takes part, to
 * the end of the call and about everybody in it. Events are emitted in the switch's order, each once, never synchronously from inside
 * `request`, `snapshot` or `open`. A connection is told of before anything happens to it; every
 * connection that was told of ends in `connectionCleared`, `diverted`, `callCleared` or by being left
 * out of the connection list of `transferred` / `conferenced`. After `transferred` and
 * `conferenced` only the new connection identifiers are used. Events of a call that the link has not
 * told of from the start are allowed after `open` only for calls that a snapshot shows. A device that
 * hands a call on before it ever rang gives no event of its own: the first word is `delivered` at the
 * new device, with `lastRedirectionDevice` and the cause of the forwarding.
 *
 * Requests. Each settles: with the switch's answer, with `switch-timeout`, or with `link-down`. A
 * service that is not in `capabilities` rejects with `service-not-supported` and sends nothing. An
 * unknown device rejects with `unknown-device`, an unknown call or connection with `unknown-call` or
 * `unknown-connection`, a connection in the wrong state with `wrong-state`, a number that cannot be
 * dialled with `invalid-destination`; any other refusal of the
 * switch is `switch-rejected` with its own word as `rawCause`. A refused request changes nothing.
 *
 * Snapshots. What `snapshot` resolves with MUST contain the effect of every event emitted before it
 * resolves. An event under way at that moment may be contained already and follow afterwards.
 */
export interface SwitchLink {
  readonly events: TypedEmitter<LinkEvents>;
  /** Known when `open` has resolved; does not change afterwards. */
  readonly capabilities: ReadonlySet<Capability>;
  open(): Promise<void>;
  request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>>;
  /** Everything as it is now: devices and calls. */
  snapshot(): Promise<SwitchSnapshot>;
  /** Resolves when the switch has shown a sign of life; rejects with `switch-timeout`. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
