/** The words in which the exchange tells what has happened. */
import type { Cause } from '../../../src/spi/cause.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { Call, Connection } from './call.ts';
import type { Exchange } from './exchange.ts';

interface Parties {
  readonly callingDevice: Party;
  readonly calledDevice: Party;
  readonly lastRedirectionDevice?: Party;
}

function partiesOf({ calling, called, lastRedirection }: Call): Parties {
  if (lastRedirection === undefined) return { callingDevice: calling, calledDevice: called };
  return { callingDevice: calling, calledDevice: called, lastRedirectionDevice: lastRedirection };
}

export function tellServiceInitiated(x: Exchange, connection: Connection): void {
  const { call, id, party } = connection;
  x.tell(
    { event: 'serviceInitiated', cause: call.cause, connection: id, initiatingDevice: party },
    call,
  );
}

export function tellOriginated(x: Exchange, connection: Connection): void {
  const { call, id } = connection;
  x.tell({ event: 'originated', cause: call.cause, connection: id, ...partiesOf(call) }, call);
}

export function tellNetworkReached(x: Exchange, connection: Connection): void {
  const { call, id, device } = connection;
  x.tell(
    {
      event: 'networkReached',
      cause: call.cause,
      connection: id,
      networkInterface: { device: device.id },
      ...partiesOf(call),
    },
    call,
  );
}

export function tellDelivered(x: Exchange, connection: Connection, cause: Cause): void {
  const { call, id, party } = connection;
  x.tell(
    {
      event: 'delivered',
      cause,
      connection: id,
      alertingDevice: party,
      ...partiesOf(call),
    },
    call,
  );
}

export function tellEstablished(x: Exchange, connection: Connection, cause: Cause): void {
  const { call, id, party } = connection;
  x.tell(
    {
      event: 'established',
      cause,
      connection: id,
      answeringDevice: party,
      ...partiesOf(call),
    },
    call,
  );
}

export function tellQueued(
  x: Exchange,
  connection: Connection,
  cause: Cause,
  callsInFront?: number,
): void {
  const { call, id, party } = connection;
  const front = callsInFront === undefined ? {} : { callsInFront };
  x.tell(
    { event: 'queued', cause, connection: id, queue: party, ...front, ...partiesOf(call) },
    call,
  );
}

export function tellDiverted(
  x: Exchange,
  connection: Connection,
  newDestination: Party,
  cause: Cause,
): void {
  const { call, id, party } = connection;
  x.tell(
    {
      event: 'diverted',
      cause,
      connection: id,
      divertingDevice: party,
      newDestination,
      ...partiesOf(call),
    },
    call,
  );
}

export function tellFailed(x: Exchange, connection: Connection, cause: Cause): void {
  const { call, id, party } = connection;
  x.tell(
    { event: 'failed', cause, connection: id, failingDevice: party, ...partiesOf(call) },
    call,
  );
}

export function tellHeld(x: Exchange, connection: Connection, cause: Cause): void {
  const { call, id, party } = connection;
  x.tell({ event: 'held', cause, connection: id, device: party }, call);
}

export function tellRetrieved(x: Exchange, connection: Connection, cause: Cause): void {
  const { call, id, party } = connection;
  x.tell({ event: 'retrieved', cause, connection: id, device: party }, call);
}
