import type {
  ConferencedEvent,
  ConnectionList,
  ConnectionParts,
  SubjectDeviceID,
  TransferredEvent,
} from '../../generated/phase-1.ts';
import type { ConnectionListEntry } from '../../model/event-report.ts';
import { present } from '../present.ts';
import { fromConnection, fromConnectionIfAny, fromList, toConnection } from './connections.ts';
import { fromParty, toParty } from './devices.ts';
import { eventForm, type EventForm, type Told } from './event-form.ts';

/** How a phase writes the list of connections. */
export type ToList = (connections: readonly ConnectionListEntry[]) => ConnectionList;

interface Joined {
  readonly primaryOldCall: ConnectionParts;
  readonly secondaryOldCall: ConnectionParts | undefined;
  readonly subject: SubjectDeviceID;
  readonly added: SubjectDeviceID | undefined;
  readonly connections: ConnectionList | undefined;
}

/** The events that make one call of two. */
export function joinedEvents(
  toList: ToList,
): Readonly<Record<'transferred' | 'conferenced', EventForm>> {
  return {
    transferred: eventForm<'transferred', TransferredEvent>({
      toBody: (event) => {
        const { primaryOldCall, secondaryOldCall, subject, added, connections } = toJoined(
          event,
          toList,
        );
        return {
          primaryOldCall,
          secondaryOldCall,
          transferringDevice: subject,
          transferredDevice: added,
          transferredConnections: connections,
        };
      },
      fromBody: ({ primaryOldCall, secondaryOldCall, ...body }) => ({
        event: 'transferred',
        ...fromJoined({
          primaryOldCall,
          secondaryOldCall,
          subject: body.transferringDevice,
          added: body.transferredDevice,
          connections: body.transferredConnections,
        }),
      }),
    }),
    conferenced: eventForm<'conferenced', ConferencedEvent>({
      toBody: (event) => {
        const { primaryOldCall, secondaryOldCall, subject, added, connections } = toJoined(
          event,
          toList,
        );
        return {
          primaryOldCall,
          secondaryOldCall,
          confController: subject,
          addedParty: added,
          conferenceConnections: connections,
        };
      },
      fromBody: ({ primaryOldCall, secondaryOldCall, ...body }) => ({
        event: 'conferenced',
        ...fromJoined({
          primaryOldCall,
          secondaryOldCall,
          subject: body.confController,
          added: body.addedParty,
          connections: body.conferenceConnections,
        }),
      }),
    }),
  };
}

function toJoined(event: Told<'transferred'> | Told<'conferenced'>, toList: ToList): Joined {
  const { primaryOldCall, secondaryOldCall, subject, added, connections } = event;
  return {
    primaryOldCall: toConnection(primaryOldCall),
    secondaryOldCall: secondaryOldCall && toConnection(secondaryOldCall),
    subject: toParty(subject),
    added: toParty(added ?? {}),
    connections: connections.length === 0 ? undefined : toList(connections),
  };
}

function fromJoined(joined: Joined) {
  return present({
    primaryOldCall: fromConnection(joined.primaryOldCall),
    secondaryOldCall: fromConnectionIfAny(joined.secondaryOldCall),
    subject: fromParty(joined.subject) ?? {},
    added: fromParty(joined.added),
    connections: fromList(joined.connections),
  });
}
