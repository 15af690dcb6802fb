/** How connections and calls end. */
import type { Cause } from '../../../src/spi/cause.ts';
import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { Call, Connection } from './call.ts';
import type { Exchange } from './exchange.ts';
import { tellDiverted, tellFailed } from './reports.ts';

/** The ITU-T Q.850 value that the network is told with a cause. */
const Q850: { readonly [Name in Cause]?: number } = {
  normalClearing: 16,
  callCancelled: 16,
  busy: 17,
  callNotAnswered: 19,
  doNotDisturb: 21,
  numberUnallocated: 1,
  destNotObtainable: 3,
  destOutOfOrder: 27,
  trunksBusy: 34,
};

/** States in which somebody is in the call, rather than on the way into it. */
export const PRESENT: ReadonlySet<ConnectionState> = new Set(['initiated', 'connected', 'held']);

/** One party leaves; the call ends where nobody is left to talk to each other. */
export function clearConnection(x: Exchange, leaving: Connection, cause: Cause): void {
  const { call } = leaving;
  const staying = call.others(leaving);
  const goesOn = staying.length > 1 && staying.some(({ state }) => PRESENT.has(state));
  if (!goesOn) {
    clearCall(x, call, cause, leaving);
    return;
  }
  tellCleared(x, leaving, cause);
  leave(x, leaving);
}

/** Everybody leaves, `first` before the others. */
export function clearCall(x: Exchange, call: Call, cause: Cause, first?: Connection): void {
  const about = call.connections;
  if (first !== undefined) tellCleared(x, first, cause);
  for (const connection of about) if (connection !== first) tellCleared(x, connection, cause);
  x.tell({ event: 'callCleared', cause, ...networkCause(call, cause), call: call.id }, call, about);
  call.connections = [];
  for (const connection of about) x.detach(connection);
  x.forget(call);
}

/** A connection goes away because its call goes elsewhere: to be followed by its new destination. */
export function divert(
  x: Exchange,
  leaving: Connection,
  to: Parameters<typeof tellDiverted>[2],
  cause: Cause,
): void {
  tellDiverted(x, leaving, to, cause);
  leaving.call.lastRedirection = leaving.party;
  leave(x, leaving);
}

/** Takes a connection out of its call and its device without a word. */
export function leave(x: Exchange, leaving: Connection): void {
  const { call } = leaving;
  call.connections.splice(call.connections.indexOf(leaving), 1);
  if (call.origin === leaving) call.origin = undefined;
  x.detach(leaving);
}

/**
 * A connection fails. Outside, the network ends the call at once; somebody inside hears the tone for
 * a while.
 */
export function failConnection(x: Exchange, failing: Connection, cause: Cause): void {
  const { call } = failing;
  const isHeard = call.connections.some(
    ({ device, state }) => device.role.is === 'phone' && device.isInService && PRESENT.has(state),
  );
  failing.state = 'failed';
  failing.failure = cause;
  x.disarm(failing);
  x.stopQueueing(failing);
  tellFailed(x, failing, cause);
  if (isHeard) x.arm(failing, 'tone-ends', x.timing.failureToneMs);
  else clearConnection(x, failing, cause);
}

function tellCleared(x: Exchange, connection: Connection, cause: Cause): void {
  const { call, id, party } = connection;
  x.tell(
    {
      event: 'connectionCleared',
      cause,
      ...networkCause(call, cause),
      connection: id,
      releasingDevice: party,
    },
    call,
  );
}

function networkCause(call: Call, cause: Cause): { readonly q850?: number } {
  const q850 = call.touchesNetwork ? Q850[cause] : undefined;
  return q850 === undefined ? {} : { q850 };
}
