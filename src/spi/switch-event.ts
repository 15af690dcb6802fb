import type { CallRecord } from './call-record.ts';
import type { Cause } from './cause.ts';
import type { ConnectionId } from './connection.ts';
import type { DeviceInfo, Party } from './device.ts';

/** What every report of the switch carries. */
interface Reported {
  readonly cause: Cause;
  /** The switch's own word or number for the cause, unchanged. */
  readonly rawCause?: string;
  /** Given back where the call was made by a request that carried it. */
  readonly correlator?: string;
}

interface Parties {
  readonly callingDevice: Party;
  readonly calledDevice: Party;
  readonly lastRedirectionDevice?: Party;
}

/** How the connections of two calls became those of one (ECMA-269 §12.2.7, connection list). */
export interface ConnectionMapping {
  /** The connection before; absent where the device had none. */
  readonly oldConnection?: ConnectionId;
  readonly newConnection: ConnectionId;
  readonly party?: Party;
}

/** How a call ended as the network tells it, where it does. */
export interface NetworkCause {
  /** ITU-T Q.850 cause value, 1…127. */
  readonly q850?: number;
  /** SIP status, 300…699. */
  readonly sip?: number;
}

/**
 * A fact, as the switch reported it: the call-control events of ECMA-269 §17.2 in the standard's
 * words. Each names the connection it is about; the state it leads to is in ./connection-state.ts.
 */
export type CallControlEvent =
  | (Reported & {
      readonly event: 'serviceInitiated';
      readonly connection: ConnectionId;
      readonly initiatingDevice: Party;
    })
  | (Reported & Parties & { readonly event: 'originated'; readonly connection: ConnectionId })
  | (Reported &
      Parties & {
        readonly event: 'networkReached';
        /** The trunk's connection. */
        readonly connection: ConnectionId;
        readonly networkInterface: Party;
      })
  | (Reported &
      Parties & {
        readonly event: 'delivered';
        /** The alerting connection. */
        readonly connection: ConnectionId;
        readonly alertingDevice: Party;
        /** The caller's own connection where the event is the first word of the call. */
        readonly originatingConnection?: ConnectionId;
      })
  | (Reported &
      Parties & {
        readonly event: 'established';
        /** The connection that answered. */
        readonly connection: ConnectionId;
        readonly answeringDevice: Party;
        readonly originatingConnection?: ConnectionId;
      })
  | (Reported & {
      readonly event: 'held' | 'retrieved';
      readonly connection: ConnectionId;
      readonly device: Party;
    })
  | (Reported &
      Parties & {
        readonly event: 'queued';
        readonly connection: ConnectionId;
        readonly queue: Party;
        readonly originatingConnection?: ConnectionId;
        readonly callsInFront?: number;
      })
  | (Reported &
      Parties & {
        readonly event: 'diverted';
        /** The connection that goes away. */
        readonly connection: ConnectionId;
        readonly divertingDevice: Party;
        readonly newDestination: Party;
      })
  | (Reported &
      Parties & {
        readonly event: 'failed';
        readonly connection: ConnectionId;
        readonly failingDevice: Party;
      })
  | (Reported & {
      readonly event: 'transferred' | 'conferenced';
      /** The call that was active (transfer) or held (conference) at the device that asked. */
      readonly primaryOldCall: ConnectionId;
      readonly secondaryOldCall?: ConnectionId;
      /** Who transferred or conferenced. */
      readonly byDevice: Party;
      /** Who was transferred to, or added. */
      readonly addedDevice: Party;
      /** Every connection that goes on, with what it was before. */
      readonly connections: readonly ConnectionMapping[];
    })
  | (Reported &
      NetworkCause & {
        readonly event: 'connectionCleared';
        readonly connection: ConnectionId;
        readonly releasingDevice: Party;
      })
  | (Reported & NetworkCause & { readonly event: 'callCleared'; readonly call: string })
  | (Reported & {
      readonly event: 'digits';
      /** The connection that sent them. */
      readonly connection: ConnectionId;
      readonly digits: string;
    });

/** Something about a device rather than about a call (ECMA-269 §20, §22). */
export type DeviceEvent =
  | { readonly event: 'deviceChanged'; readonly device: DeviceInfo }
  | { readonly event: 'deviceRemoved'; readonly device: string };

/**
 * What the switch told of a call after it. It belongs to no live call and may come at any time, also of
 * a device that is not monitored. A switch that tells the same again is believed again: nothing is
 * left out, since two calls may well read alike.
 */
export interface CallRecordEvent {
  readonly event: 'callRecord';
  readonly record: CallRecord;
}

export type SwitchEvent = CallControlEvent | DeviceEvent | CallRecordEvent;

export type SwitchEventName = SwitchEvent['event'];

/** The call an event is about; for a transfer or conference the one that goes on. */
export function callOf(event: CallControlEvent): string {
  switch (event.event) {
    case 'callCleared':
      return event.call;
    case 'transferred':
    case 'conferenced':
      return event.connections[0]?.newConnection.call ?? event.primaryOldCall.call;
    default:
      return event.connection.call;
  }
}

export function isCallControlEvent(event: SwitchEvent): event is CallControlEvent {
  switch (event.event) {
    case 'deviceChanged':
    case 'deviceRemoved':
    case 'callRecord':
      return false;
    default:
      return true;
  }
}
