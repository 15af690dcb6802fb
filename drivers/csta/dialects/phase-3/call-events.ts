import type {
  CallControlEvents,
  ConferencedEvent,
  ConnectionListItem,
  RedirectionDeviceID,
  TransferredEvent,
} from '../../generated/phase-3.ts';
import type { ConnectionListEntry, CstaEvent } from '../../model/event-report.ts';
import type { WireParty } from '../../model/identifiers.ts';
import { present } from '../present.ts';
import type { EventDetails } from './event-details.ts';
import { otherEvent } from './other-event.ts';
import {
  fromConnection,
  fromConnectionIfAny,
  fromListed,
  fromParty,
  fromPartyIfAny,
  fromRedirection,
  toConnection,
  toConnectionIfAny,
  toListed,
  toParty,
  toPartyIfAny,
  toRedirection,
} from './devices.ts';

type Joined = Extract<CstaEvent, { readonly event: 'transferred' | 'conferenced' }>;

/** The parties in the types of the wire, whichever event they are of. */
interface WireParties {
  readonly callingDevice?: Parameters<typeof fromPartyIfAny>[0];
  readonly calledDevice?: Parameters<typeof fromPartyIfAny>[0];
  readonly lastRedirectionDevice?: RedirectionDeviceID;
  readonly originatingNIDConnection?: Parameters<typeof fromConnectionIfAny>[0];
}

interface NeutralParties {
  readonly callingDevice?: WireParty;
  readonly calledDevice?: WireParty;
  readonly lastRedirectionDevice?: WireParty;
}

/**
 * Call control events (ECMA-269 §17.2; ECMA-285 §15). Parties that the standard demands are written even
 * where nothing is known of them. `undefined` for what is no such event.
 */
export function toCallEvent(
  event: CstaEvent,
  details: EventDetails,
): CallControlEvents | undefined {
  switch (event.event) {
    case 'delivered':
      return {
        delivered: {
          connection: toConnection(event.connection),
          alertingDevice: toParty(event.subject),
          ...toParties(event),
          originatingNIDConnection: toConnectionIfAny(event.originatingConnection),
          ...details,
        },
      };
    case 'established':
      return {
        established: {
          establishedConnection: toConnection(event.connection),
          answeringDevice: toParty(event.subject),
          ...toParties(event),
          originatingNIDConnection: toConnectionIfAny(event.originatingConnection),
          ...details,
        },
      };
    case 'connectionCleared':
      return {
        connectionCleared: {
          droppedConnection: toConnection(event.connection),
          releasingDevice: toParty(event.subject),
          ...details,
        },
      };
    case 'callCleared':
      return { callCleared: { clearedCall: toConnection(event.connection), ...details } };
    case 'transferred':
      return { transferred: { ...toTransferred(event), ...details } };
    case 'conferenced':
      return { conferenced: { ...toConferenced(event), ...details } };
    default:
      return toProgress(event, details) ?? toWaiting(event, details);
  }
}

/** How a call gets on its way. */
function toProgress(event: CstaEvent, details: EventDetails): CallControlEvents | undefined {
  switch (event.event) {
    case 'serviceInitiated':
      return {
        serviceInitiated: {
          initiatedConnection: toConnection(event.connection),
          initiatingDevice: toParty(event.subject),
          ...details,
        },
      };
    case 'originated':
      return {
        originated: {
          originatedConnection: toConnection(event.connection),
          callingDevice: toParty(event.subject),
          calledDevice: toParty(event.calledDevice),
          ...details,
        },
      };
    case 'networkReached':
      return {
        networkReached: {
          outboundConnection: toConnection(event.connection),
          networkInterfaceUsed: toParty(event.subject),
          ...toParties(event),
          originatingNIDConnection: toConnectionIfAny(event.originatingConnection),
          ...details,
        },
      };
    case 'failed':
      return {
        failed: {
          failedConnection: toConnection(event.connection),
          failingDevice: toParty(event.subject),
          ...toParties(event),
          originatingNIDConnection: toConnectionIfAny(event.originatingConnection),
          ...details,
        },
      };
    default:
      return undefined;
  }
}

/** How a call waits, or goes elsewhere. */
function toWaiting(event: CstaEvent, details: EventDetails): CallControlEvents | undefined {
  switch (event.event) {
    case 'held':
      return {
        held: {
          heldConnection: toConnection(event.connection),
          holdingDevice: toParty(event.subject),
          ...details,
        },
      };
    case 'retrieved':
      return {
        retrieved: {
          retrievedConnection: toConnection(event.connection),
          retrievingDevice: toParty(event.subject),
          ...details,
        },
      };
    case 'queued':
      return {
        queued: {
          queuedConnection: toConnection(event.connection),
          queue: toParty(event.subject),
          ...toParties(event),
          numberQueued: event.numberQueued,
          callsInFront: event.callsInFront,
          ...details,
        },
      };
    case 'diverted':
      return {
        diverted: {
          connection: toConnection(event.connection),
          divertingDevice: toParty(event.subject),
          newDestination: toParty(event.newDestination),
          callingDevice: toPartyIfAny(event.callingDevice),
          calledDevice: toPartyIfAny(event.calledDevice),
          lastRedirectionDevice: toRedirection(event.lastRedirectionDevice),
          ...details,
        },
      };
    default:
      return undefined;
  }
}

export function fromCallEvent(wire: CallControlEvents): CstaEvent {
  if ('delivered' in wire) {
    const { delivered } = wire;
    return about('delivered', delivered.connection, delivered.alertingDevice, delivered);
  }
  if ('established' in wire) {
    const { established } = wire;
    const { establishedConnection, answeringDevice } = established;
    return about('established', establishedConnection, answeringDevice, established);
  }
  if ('connectionCleared' in wire) {
    const { droppedConnection, releasingDevice } = wire.connectionCleared;
    return about('connectionCleared', droppedConnection, releasingDevice);
  }
  if ('callCleared' in wire) {
    return { event: 'callCleared', connection: fromConnection(wire.callCleared.clearedCall) };
  }
  if ('transferred' in wire) return fromTransferred(wire.transferred);
  if ('conferenced' in wire) return fromConferenced(wire.conferenced);
  return fromProgress(wire) ?? fromWaiting(wire) ?? otherEvent(wire);
}

function fromProgress(wire: CallControlEvents): CstaEvent | undefined {
  if ('serviceInitiated' in wire) {
    const { initiatedConnection, initiatingDevice } = wire.serviceInitiated;
    return about('serviceInitiated', initiatedConnection, initiatingDevice);
  }
  if ('originated' in wire) {
    const { originatedConnection, callingDevice, calledDevice } = wire.originated;
    return about('originated', originatedConnection, callingDevice, {
      callingDevice,
      calledDevice,
    });
  }
  if ('networkReached' in wire) {
    const { networkReached } = wire;
    const { outboundConnection, networkInterfaceUsed } = networkReached;
    return about('networkReached', outboundConnection, networkInterfaceUsed, networkReached);
  }
  if ('failed' in wire) {
    const { failed } = wire;
    return about('failed', failed.failedConnection, failed.failingDevice, failed);
  }
  return undefined;
}

function fromWaiting(wire: CallControlEvents): CstaEvent | undefined {
  if ('held' in wire) return about('held', wire.held.heldConnection, wire.held.holdingDevice);
  if ('retrieved' in wire) {
    const { retrievedConnection, retrievingDevice } = wire.retrieved;
    return about('retrieved', retrievedConnection, retrievingDevice);
  }
  if ('queued' in wire) {
    const { queued } = wire;
    const event = about('queued', queued.queuedConnection, queued.queue, queued);
    const { numberQueued, callsInFront } = queued;
    return { ...event, ...present({ numberQueued, callsInFront }) };
  }
  if ('diverted' in wire) {
    const { diverted } = wire;
    const event = about('diverted', diverted.connection, diverted.divertingDevice, diverted);
    const newDestination = fromPartyIfAny(diverted.newDestination);
    return { ...event, ...present({ newDestination }) };
  }
  return undefined;
}

function about(
  event: CstaEvent['event'],
  connection: Parameters<typeof fromConnection>[0],
  subject: Parameters<typeof fromPartyIfAny>[0],
  parties: WireParties = {},
): CstaEvent {
  return present({
    event,
    connection: fromConnection(connection),
    subject: subject === undefined ? {} : fromParty(subject),
    callingDevice: fromPartyIfAny(parties.callingDevice),
    calledDevice: fromPartyIfAny(parties.calledDevice),
    lastRedirectionDevice: fromRedirection(parties.lastRedirectionDevice),
    originatingConnection: fromConnectionIfAny(parties.originatingNIDConnection),
  }) as CstaEvent;
}

function toParties(event: NeutralParties) {
  return {
    callingDevice: toParty(event.callingDevice),
    calledDevice: toParty(event.calledDevice),
    lastRedirectionDevice: toRedirection(event.lastRedirectionDevice),
  } as const;
}

function toTransferred(event: Joined): TransferredEvent {
  return {
    primaryOldCall: toConnection(event.primaryOldCall),
    secondaryOldCall: toConnectionIfAny(event.secondaryOldCall),
    transferringDevice: toParty(event.subject),
    transferredToDevice: toParty(event.added),
    transferredConnections: event.connections.map(toEntry),
  };
}

function toConferenced(event: Joined): ConferencedEvent {
  return {
    primaryOldCall: toConnection(event.primaryOldCall),
    secondaryOldCall: toConnectionIfAny(event.secondaryOldCall),
    conferencingDevice: toParty(event.subject),
    addedParty: toParty(event.added),
    conferenceConnections: event.connections.map(toEntry),
  };
}

function fromTransferred(wire: TransferredEvent): CstaEvent {
  return present({
    event: 'transferred' as const,
    primaryOldCall: fromConnection(wire.primaryOldCall),
    secondaryOldCall: fromConnectionIfAny(wire.secondaryOldCall),
    subject: fromParty(wire.transferringDevice),
    added: fromPartyIfAny(wire.transferredToDevice),
    connections: (wire.transferredConnections ?? []).map(fromEntry),
  });
}

function fromConferenced(wire: ConferencedEvent): CstaEvent {
  return present({
    event: 'conferenced' as const,
    primaryOldCall: fromConnection(wire.primaryOldCall),
    secondaryOldCall: fromConnectionIfAny(wire.secondaryOldCall),
    subject: fromParty(wire.conferencingDevice),
    added: fromPartyIfAny(wire.addedParty),
    connections: (wire.conferenceConnections ?? []).map(fromEntry),
  });
}

function toEntry(entry: ConnectionListEntry): ConnectionListItem {
  const { newConnection, oldConnection, endpoint } = entry;
  return {
    newConnection: toConnectionIfAny(newConnection),
    oldConnection: toConnectionIfAny(oldConnection),
    endpoint: toListed(endpoint),
  };
}

function fromEntry({ newConnection, oldConnection, endpoint }: ConnectionListItem) {
  return present({
    newConnection: fromConnectionIfAny(newConnection),
    oldConnection: fromConnectionIfAny(oldConnection),
    endpoint: fromListed(endpoint),
  });
}
