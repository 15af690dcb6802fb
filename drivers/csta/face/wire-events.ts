import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { CallControlEvent } from '../../../src/spi/switch-event.ts';
import type { CstaEvent } from '../model/event-report.ts';
import { isSameDevice, type WireConnection, type WireParty } from '../model/identifiers.ts';
import type { WireCalls } from './wire-calls.ts';
import { wireCaller, wireParty } from './wire-parties.ts';

type OfConnection = Extract<CallControlEvent, { readonly connection: ConnectionId }>;
type Join = Extract<CallControlEvent, { event: 'transferred' | 'conferenced' }>;
type WithParties = Extract<CallControlEvent, { readonly callingDevice: Party }>;

/** Who takes part in a call, as events of the wire have it. */
interface WireParties {
  readonly callingDevice: WireParty;
  readonly calledDevice: WireParty;
  readonly lastRedirectionDevice?: WireParty;
  readonly originatingConnection?: WireConnection;
}

/** Events of the SPI in the words of ECMA-269 §17.2 and the names of one client. */
export class WireEvents {
  readonly #calls: WireCalls;
  readonly #isTrunk: (device: string) => boolean;

  constructor(calls: WireCalls, isTrunk: (device: string) => boolean) {
    this.#calls = calls;
    this.#isTrunk = isTrunk;
  }

  /**
   * @param origin the caller's connection, where the event is to name it
   * @returns `undefined` for what CSTA's call control has no event for
   */
  translate(event: CallControlEvent, origin: ConnectionId | undefined): CstaEvent | undefined {
    switch (event.event) {
      case 'callCleared':
        return {
          event: 'callCleared',
          connection: { call: this.#calls.wireOfCall(event.call) },
        };
      case 'transferred':
      case 'conferenced':
        return this.#join(event);
      case 'digits':
        return undefined;
      default:
        return this.#about(event, origin);
    }
  }

  #about(
    event: Exclude<OfConnection, { event: 'digits' }>,
    origin: ConnectionId | undefined,
  ): CstaEvent {
    const connection = this.#calls.wireOf(event.connection);
    const about = { connection, subject: this.#party(subjectOf(event)) };
    switch (event.event) {
      case 'serviceInitiated':
      case 'held':
      case 'retrieved':
      case 'connectionCleared':
        return { event: event.event, ...about };
      case 'diverted': {
        const newDestination = this.#party(event.newDestination);
        return { event: 'diverted', ...about, newDestination, ...this.#parties(event, origin) };
      }
      case 'queued': {
        const { callsInFront } = event;
        const front = callsInFront === undefined ? {} : { callsInFront };
        return { event: 'queued', ...about, ...front, ...this.#parties(event, origin) };
      }
      default:
        return { event: event.event, ...about, ...this.#parties(event, origin) };
    }
  }

  #join(event: Join): CstaEvent {
    const { primaryOldCall, secondaryOldCall, byDevice, addedDevice, connections } = event;
    return {
      event: event.event,
      primaryOldCall: this.#calls.wireOf(primaryOldCall),
      ...(secondaryOldCall === undefined
        ? {}
        : { secondaryOldCall: this.#calls.wireOf(secondaryOldCall) }),
      // Their names were told when they came.
      subject: nameless(this.#party(byDevice)),
      added: nameless(this.#party(addedDevice)),
      connections: connections.map(({ newConnection, oldConnection, party }) => ({
        newConnection: this.#calls.wireOf(newConnection),
        ...(oldConnection === undefined
          ? {}
          : { oldConnection: this.#calls.wireOf(oldConnection) }),
        ...this.#endpoint(newConnection, party),
      })),
    };
  }

  /** Left out where the connection says the same already: PDUs of small switches end at 240 octets. */
  #endpoint(connection: ConnectionId, party: Party | undefined): { endpoint?: WireParty } {
    if (party === undefined) return {};
    const { device } = this.#calls.wireOf(connection);
    const endpoint = this.#party(party);
    return isSameDevice(device, endpoint.device) ? {} : { endpoint };
  }

  #parties(event: WithParties, origin: ConnectionId | undefined): WireParties {
    const { callingDevice, calledDevice, lastRedirectionDevice } = event;
    const isOwn = origin?.device === event.connection.device;
    return {
      callingDevice: wireCaller(callingDevice, this.#isTrunk),
      calledDevice: wireCaller(calledDevice, this.#isTrunk),
      ...(lastRedirectionDevice === undefined
        ? {}
        : { lastRedirectionDevice: wireCaller(lastRedirectionDevice, this.#isTrunk) }),
      ...(origin === undefined || isOwn
        ? {}
        : { originatingConnection: this.#calls.wireOf(origin) }),
    };
  }

  #party(party: Party): WireParty {
    return wireParty(party, this.#isTrunk);
  }
}

/** Whom an event is about. */
function subjectOf(event: Exclude<OfConnection, { event: 'digits' }>): Party {
  switch (event.event) {
    case 'serviceInitiated':
      return event.initiatingDevice;
    case 'originated':
      return event.callingDevice;
    case 'networkReached':
      return event.networkInterface;
    case 'delivered':
      return event.alertingDevice;
    case 'established':
      return event.answeringDevice;
    case 'held':
    case 'retrieved':
      return event.device;
    case 'queued':
      return event.queue;
    case 'diverted':
      return event.divertingDevice;
    case 'failed':
      return event.failingDevice;
    case 'connectionCleared':
      return event.releasingDevice;
  }
}

function nameless({ device, status }: WireParty): WireParty {
  return {
    ...(device === undefined ? {} : { device }),
    ...(status === undefined ? {} : { status }),
  };
}
