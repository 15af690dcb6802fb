import { staticDevice, type ConnectionId } from '../../../src/spi/connection.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { CallControlEvent, ConnectionMapping } from '../../../src/spi/switch-event.ts';
import type { CstaEvent, EventReport } from '../model/event-report.ts';
import type { WireConnection, WireParty } from '../model/identifiers.ts';
import type { LinkCalls } from './calls.ts';
import { causeOf } from './causes.ts';
import { partyOf, spokenOf } from './parties.ts';
import type { Naming, Translated } from './translated.ts';

/** Event reports of one link in the words of the SPI. */
export class Translation {
  readonly #calls: LinkCalls;
  readonly #isOwn: (device: string) => boolean;

  constructor(calls: LinkCalls, isOwn: (device: string) => boolean) {
    this.#calls = calls;
    this.#isOwn = isOwn;
  }

  /** `undefined` for what is not about a call, or names none. */
  translate(report: EventReport): Translated | undefined {
    const { event, correlator } = report;
    const namings: Naming[] = [];
    const reported = {
      ...causeOf(report.cause),
      ...(correlator === undefined ? {} : { correlator }),
    };
    const told = this.#tell(event, namings);
    return told === undefined ? undefined : { event: { ...told, ...reported }, namings };
  }

  #tell(event: CstaEvent, namings: Naming[]): Unreported | undefined {
    switch (event.event) {
      case 'callCleared':
        return { event: 'callCleared', call: event.connection.call ?? '' };
      case 'transferred':
      case 'conferenced':
        return this.#join(event, namings);
      case 'doNotDisturb':
      case 'forwarding':
      case 'messageWaiting':
      case 'agentState':
      case 'backInService':
      case 'outOfService':
      case 'other':
        return undefined;
      default:
        return this.#about(event, namings);
    }
  }

  #about(event: AboutConnection, namings: Naming[]): Unreported {
    const { connection, party } = this.#name(event.connection, event.subject, namings);
    switch (event.event) {
      case 'serviceInitiated':
        return { event: 'serviceInitiated', connection, initiatingDevice: party };
      case 'originated': {
        // Whoever originates a call is its caller, said or not.
        const callingDevice = event.callingDevice ?? event.subject;
        return {
          event: 'originated',
          connection,
          ...this.#parties({ ...event, callingDevice }, namings),
        };
      }
      case 'networkReached':
        return {
          event: 'networkReached',
          connection,
          networkInterface: party,
          ...this.#parties(event, namings),
        };
      case 'delivered':
        return {
          event: 'delivered',
          connection,
          alertingDevice: party,
          ...this.#parties(event, namings),
        };
      case 'established':
        return {
          event: 'established',
          connection,
          answeringDevice: party,
          ...this.#parties(event, namings),
        };
      case 'queued': {
        const { callsInFront } = event;
        const front = callsInFront === undefined ? {} : { callsInFront };
        return {
          event: 'queued',
          connection,
          queue: party,
          ...front,
          ...this.#parties(event, namings),
        };
      }
      case 'diverted': {
        const newDestination = partyOf(event.newDestination, this.#isOwn);
        return {
          event: 'diverted',
          connection,
          divertingDevice: party,
          newDestination,
          ...this.#parties(event, namings),
        };
      }
      case 'failed':
        return {
          event: 'failed',
          connection,
          failingDevice: party,
          ...this.#parties(event, namings),
        };
      case 'held':
      case 'retrieved':
        return { event: event.event, connection, device: party };
      case 'connectionCleared':
        return { event: 'connectionCleared', connection, releasingDevice: party };
    }
  }

  #parties(event: WithParties, namings: Naming[]): PartiesTold {
    const { callingDevice, calledDevice, lastRedirectionDevice, originatingConnection } = event;
    const last = partyOf(lastRedirectionDevice, this.#isOwn);
    const calling = partyOf(callingDevice, this.#isOwn);
    const called = partyOf(calledDevice, this.#isOwn);
    const call = this.#calls.get(event.connection.call ?? '');
    return {
      // A switch may leave out in a later event what it has said in an earlier one.
      callingDevice: isNobody(calling) ? (call?.callingDevice ?? calling) : calling,
      calledDevice: isNobody(called) ? (call?.calledDevice ?? called) : called,
      ...(isNobody(last) ? {} : { lastRedirectionDevice: last }),
      ...this.#origin(event, originatingConnection, callingDevice, namings),
    };
  }

  #origin(
    event: WithParties,
    wire: WireConnection | undefined,
    calling: WireParty | undefined,
    namings: Naming[],
  ): { originatingConnection?: ConnectionId } {
    if (wire === undefined || !ORIGINATES.has(event.event)) return {};
    if (this.#calls.findWire(wire) !== undefined) return {};
    const { connection } = this.#name(
      { call: event.connection.call ?? '', ...wire },
      calling ?? {},
      namings,
    );
    return { originatingConnection: connection };
  }

  #join(event: Joining, namings: Naming[]): Unreported | undefined {
    const { primaryOldCall, secondaryOldCall, subject, added } = event;
    const by = subject.device === undefined ? undefined : spokenOf(subject.device).number;
    const nameOf = (wire: WireConnection): ConnectionId => this.#calls.nameOf(wire, by);
    const old = [primaryOldCall, secondaryOldCall];
    const connections: ConnectionMapping[] = [];
    for (const { newConnection, oldConnection, endpoint } of event.connections) {
      const wire = newConnection ?? oldConnection;
      if (wire?.call === undefined) continue;
      const before = oldConnection === undefined ? undefined : this.#calls.findWire(oldConnection);
      const subjectOf = before?.id.device ?? textOf(endpoint);
      const id = this.#calls.nameOf(wire, subjectOf, namings);
      const was = before ?? this.#sameDevice(old, id.device);
      const party = { ...was?.party, ...partyOf(endpoint, this.#isOwn), ...this.#own(id.device) };
      namings.push({ id, wire, party });
      connections.push({
        newConnection: id,
        ...(was === undefined ? {} : { oldConnection: was.id }),
        party,
      });
    }
    // Without a list nobody can say who goes on; a snapshot will.
    if (connections.length === 0) return undefined;
    return {
      event: event.event,
      primaryOldCall: nameOf(primaryOldCall),
      ...(secondaryOldCall?.call === undefined
        ? {}
        : { secondaryOldCall: nameOf(secondaryOldCall) }),
      byDevice: partyOf(subject, this.#isOwn),
      addedDevice: partyOf(added, this.#isOwn),
      connections,
    };
  }

  #sameDevice(old: readonly (WireConnection | undefined)[], device: string) {
    for (const wire of old) {
      const found = this.#calls.find({ call: wire?.call ?? '', device });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #name(
    wire: WireConnection,
    subject: WireParty,
    namings: Naming[],
  ): { connection: ConnectionId; party: Party } {
    const connection = this.#calls.nameOf(wire, textOf(subject), namings);
    const told = partyOf(subject, this.#isOwn);
    const party = { ...told, ...this.#own(connection.device) };
    namings.push({ id: connection, wire, party });
    return { connection, party };
  }

  /** The party of a connection is at the device of the connection, whatever number it is known by. */
  #own(device: string): Party {
    return { device: staticDevice(device) };
  }
}

type AboutConnection = Extract<
  CstaEvent,
  { readonly subject: WireParty; readonly connection: WireConnection }
>;
type WithParties = Extract<AboutConnection, { readonly callingDevice?: WireParty }>;
type Joining = Extract<CstaEvent, { event: 'transferred' | 'conferenced' }>;

/** An event of the SPI without what every report carries. */
type Unreported = CallControlEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'cause' | 'rawCause' | 'correlator'>
    : never
  : never;

interface PartiesTold {
  readonly callingDevice: Party;
  readonly calledDevice: Party;
  readonly lastRedirectionDevice?: Party;
  readonly originatingConnection?: ConnectionId;
}

const ORIGINATES: ReadonlySet<string> = new Set(['delivered', 'established', 'queued']);

function textOf(party: WireParty | undefined): string | undefined {
  return party?.device === undefined ? undefined : spokenOf(party.device).number;
}

function isNobody({ device, number, name }: Party): boolean {
  return device === undefined && number === undefined && name === undefined;
}
