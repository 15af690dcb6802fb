import type * as wire from '../../generated/phase-1.ts';
import type { WireConnection, WireParty } from '../../model/identifiers.ts';
import { present } from '../present.ts';
import { fromConnection, toConnection } from './connections.ts';
import { fromParty, toParty } from './devices.ts';
import { eventForm } from './event-form.ts';

interface WithParties {
  readonly callingDevice?: WireParty;
  readonly calledDevice?: WireParty;
  readonly lastRedirectionDevice?: WireParty;
}

/** The same, in the types of the wire, whichever event they are of. */
interface WireParties {
  readonly callingDevice?: wire.CallingDeviceID;
  readonly calledDevice?: wire.CalledDeviceID;
  readonly lastRedirectionDevice?: wire.RedirectionDeviceID;
}

/**
 * Call events that both phases say alike (ECMA-179, ECMA-217). Parties that the standards demand
 * are written even where nothing is known of them; fewer events have them than in phase III.
 */
export const CALL_EVENTS = {
  callCleared: eventForm<'callCleared', wire.CallClearedEvent>({
    toBody: ({ connection }) => ({ clearedCall: toConnection(connection) }),
    fromBody: ({ clearedCall }) => ({
      event: 'callCleared',
      connection: fromConnection(clearedCall),
    }),
  }),
  connectionCleared: eventForm<'connectionCleared', wire.ConnectionClearedEvent>({
    toBody: ({ connection, subject }) => ({
      droppedConnection: toConnection(connection),
      releasingDevice: toParty(subject),
    }),
    fromBody: ({ droppedConnection, releasingDevice }) => ({
      event: 'connectionCleared',
      ...about(droppedConnection, releasingDevice),
    }),
  }),
  delivered: eventForm<'delivered', wire.DeliveredEvent>({
    toBody: (event) => ({
      connection: toConnection(event.connection),
      alertingDevice: toParty(event.subject),
      ...toParties(event),
    }),
    fromBody: (body) => ({
      event: 'delivered',
      ...about(body.connection, body.alertingDevice),
      ...fromParties(body),
    }),
  }),
  established: eventForm<'established', wire.EstablishedEvent>({
    toBody: (event) => ({
      establishedConnection: toConnection(event.connection),
      answeringDevice: toParty(event.subject),
      ...toParties(event),
    }),
    fromBody: (body) => ({
      event: 'established',
      ...about(body.establishedConnection, body.answeringDevice),
      ...fromParties(body),
    }),
  }),
  failed: eventForm<'failed', wire.FailedEvent>({
    toBody: ({ connection, subject, calledDevice }) => ({
      failedConnection: toConnection(connection),
      failingDevice: toParty(subject),
      calledDevice: toParty(calledDevice ?? {}),
    }),
    fromBody: (body) => ({
      event: 'failed',
      ...about(body.failedConnection, body.failingDevice),
      ...fromParties(body),
    }),
  }),
  held: eventForm<'held', wire.HeldEvent>({
    toBody: ({ connection, subject }) => ({
      heldConnection: toConnection(connection),
      holdingDevice: toParty(subject),
    }),
    fromBody: ({ heldConnection, holdingDevice }) => ({
      event: 'held',
      ...about(heldConnection, holdingDevice),
    }),
  }),
  networkReached: eventForm<'networkReached', wire.NetworkReachedEvent>({
    toBody: ({ connection, subject, calledDevice }) => ({
      connection: toConnection(connection),
      trunkUsed: toParty(subject),
      calledDevice: toParty(calledDevice ?? {}),
    }),
    fromBody: (body) => ({
      event: 'networkReached',
      ...about(body.connection, body.trunkUsed),
      ...fromParties(body),
    }),
  }),
  originated: eventForm<'originated', wire.OriginatedEvent>({
    toBody: ({ connection, subject, calledDevice }) => ({
      originatedConnection: toConnection(connection),
      callingDevice: toParty(subject),
      calledDevice: toParty(calledDevice ?? {}),
    }),
    // Whom the event is about calls.
    fromBody: (body) => ({
      event: 'originated',
      ...about(body.originatedConnection, body.callingDevice),
      ...fromParties(body),
    }),
  }),
  queued: eventForm<'queued', wire.QueuedEvent>({
    toBody: (event) => ({
      queuedConnection: toConnection(event.connection),
      queue: toParty(event.subject),
      ...toParties(event),
      numberQueued: event.numberQueued,
    }),
    fromBody: (body) =>
      present({
        event: 'queued',
        ...about(body.queuedConnection, body.queue),
        ...fromParties(body),
        numberQueued: body.numberQueued,
      }),
  }),
  retrieved: eventForm<'retrieved', wire.RetrievedEvent>({
    toBody: ({ connection, subject }) => ({
      retrievedConnection: toConnection(connection),
      retrievingDevice: toParty(subject),
    }),
    fromBody: ({ retrievedConnection, retrievingDevice }) => ({
      event: 'retrieved',
      ...about(retrievedConnection, retrievingDevice),
    }),
  }),
  serviceInitiated: eventForm<'serviceInitiated', wire.ServiceInitiatedEvent>({
    // The connection says whose it is, unless it stands for this call alone.
    toBody: ({ connection, subject }) => {
      const isSaid = connection.device !== undefined && connection.device.form !== 'dynamic';
      const isSilent = isSaid || (subject.device === undefined && subject.name === undefined);
      return {
        initiatedConnection: toConnection(connection),
        initiatingDevice: isSilent ? undefined : toParty(subject),
      };
    },
    fromBody: ({ initiatedConnection, initiatingDevice }) => {
      const { device } = fromConnection(initiatedConnection);
      const isItself =
        initiatingDevice === undefined && device !== undefined && device.form !== 'dynamic';
      return {
        event: 'serviceInitiated',
        connection: fromConnection(initiatedConnection),
        subject: isItself ? { device } : (fromParty(initiatingDevice) ?? {}),
      };
    },
  }),
} as const;

/** What the events about one connection have in common. */
export function about(
  connection: wire.ConnectionParts,
  subject: wire.SubjectDeviceID | undefined,
): { readonly connection: WireConnection; readonly subject: WireParty } {
  return { connection: fromConnection(connection), subject: fromParty(subject) ?? {} };
}

function toParties({
  callingDevice,
  calledDevice,
  lastRedirectionDevice,
}: WithParties): WireParties {
  return {
    callingDevice: toParty(callingDevice ?? {}),
    calledDevice: toParty(calledDevice ?? {}),
    lastRedirectionDevice: toParty(lastRedirectionDevice ?? { status: 'notRequired' }),
  };
}

export function fromParties(body: WireParties): WithParties {
  return present({
    callingDevice: fromParty(body.callingDevice),
    calledDevice: fromParty(body.calledDevice),
    lastRedirectionDevice: fromParty(body.lastRedirectionDevice),
  });
}
