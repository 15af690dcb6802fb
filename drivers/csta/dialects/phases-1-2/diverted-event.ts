import type { DivertedEvent } from '../../generated/phase-1.ts';
import { needed } from '../device-identifier.ts';
import { present } from '../present.ts';
import { about, fromParties } from './call-events.ts';
import { toConnection } from './connections.ts';
import { fromParty, toParty } from './devices.ts';
import { eventForm, type EventForm } from './event-form.ts';

/** The new destination is a called device in phase I, and a second subject in phase II. */
export function divertedEvent(tag: 'calledDevice' | 'newDestination'): EventForm {
  return eventForm<'diverted', DivertedEvent>({
    toBody: ({ connection, subject, newDestination }) => ({
      connection: toConnection(connection),
      divertingDevice: toParty(subject),
      [tag]: toParty(newDestination ?? {}),
    }),
    fromBody: (body) => {
      const connection = needed(body.connection, 'connection that was diverted');
      const { calledDevice, ...others } = fromParties(body);
      // Beside other parties a called device is what it says, whatever the phase.
      const isItself = body.newDestination !== undefined || body.callingDevice !== undefined;
      const newDestination = isItself ? fromParty(body.newDestination) : calledDevice;
      return present({
        event: 'diverted',
        ...about(connection, body.divertingDevice),
        ...others,
        calledDevice: isItself ? calledDevice : undefined,
        newDestination,
      });
    },
  });
}
