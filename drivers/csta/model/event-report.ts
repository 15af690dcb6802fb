import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { AgentState, ForwardingType } from './requests.ts';
import type { DeviceId, WireConnection, WireParty } from './identifiers.ts';

interface Parties {
  readonly callingDevice?: WireParty;
  readonly calledDevice?: WireParty;
  readonly lastRedirectionDevice?: WireParty;
  /** The far network interface's connection of a call from outside. */
  readonly originatingConnection?: WireConnection;
}

interface About {
  readonly connection: WireConnection;
  /** Whom the event is about: the alerting, answering, releasing … device. */
  readonly subject: WireParty;
}

interface OfDevice {
  readonly device: WireParty;
}

/** An entry of the list in Transferred and Conferenced (ECMA-269 §12.2.7). */
export interface ConnectionListEntry {
  readonly newConnection?: WireConnection;
  readonly oldConnection?: WireConnection;
  readonly endpoint?: WireParty;
}

/** The events of ECMA-269 §17.2, §20.2, §22.2, §25, §28 that Crosspoint tells apart. */
export type CstaEvent =
  | ({ readonly event: 'serviceInitiated' } & About)
  | ({ readonly event: 'originated' } & About & Parties)
  | ({ readonly event: 'networkReached' } & About & Parties)
  | ({ readonly event: 'delivered' } & About & Parties)
  | ({ readonly event: 'established' } & About & Parties)
  | ({ readonly event: 'held' | 'retrieved' } & About)
  | ({
      readonly event: 'queued';
      readonly numberQueued?: number;
      readonly callsInFront?: number;
    } & About &
      Parties)
  | ({ readonly event: 'diverted'; readonly newDestination?: WireParty } & About & Parties)
  | ({ readonly event: 'failed' } & About & Parties)
  | ({ readonly event: 'connectionCleared' } & About)
  | { readonly event: 'callCleared'; readonly connection: WireConnection }
  | {
      readonly event: 'transferred' | 'conferenced';
      readonly primaryOldCall: WireConnection;
      readonly secondaryOldCall?: WireConnection;
      /** Who transferred or conferenced. */
      readonly subject: WireParty;
      /** Who was transferred to, or added. */
      readonly added?: WireParty;
      readonly connections: readonly ConnectionListEntry[];
    }
  | ({ readonly event: 'doNotDisturb'; readonly isOn: boolean } & OfDevice)
  | ({
      readonly event: 'forwarding';
      readonly type?: ForwardingType;
      readonly isOn: boolean;
      readonly forwardTo?: string;
    } & OfDevice)
  | ({ readonly event: 'messageWaiting'; readonly isOn: boolean } & OfDevice)
  | ({
      readonly event: 'agentState';
      readonly state: AgentState | 'loggedOn' | 'loggedOff';
      readonly agentId?: string;
      readonly group?: DeviceId;
    } & OfDevice)
  | ({ readonly event: 'backInService' | 'outOfService' } & OfDevice)
  /** An event that the standard or the maker has and Crosspoint has no use for; its name or number. */
  | { readonly event: 'other'; readonly name: string };

export type CstaEventName = CstaEvent['event'];

/** One event report, as a monitor gives it (ECMA-269 §15.2). */
export interface EventReport {
  /** Of the monitor that tells: upper-case hexadecimal in BER, text in XML. */
  readonly crossRef: string;
  readonly event: CstaEvent;
  /** The event cause by its name in ECMA-269 §12.2.15; the number as text where it has none. */
  readonly cause?: string;
  /** The state of the monitored device's own connection. */
  readonly localState?: ConnectionState;
  readonly correlator?: string;
  /** Opaque: hexadecimal in BER, text in XML. */
  readonly privateData?: string;
  /** What the switch put on it, YYYYMMDDhhmmss. */
  readonly time?: string;
}
