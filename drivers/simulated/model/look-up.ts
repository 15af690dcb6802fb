/** From what a request names to what the exchange has, or the refusal of the contract. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import type { Call, Connection, Device } from './call.ts';
import type { Exchange } from './exchange.ts';

export function findCall(x: Exchange, id: string): Call {
  const call = x.calls.get(id);
  if (call !== undefined) return call;
  throw new CrosspointError('unknown-call', `there is no call ${id}`);
}

export function findConnection(x: Exchange, { call, device }: ConnectionId): Connection {
  const found = findCall(x, call).connections.find((one) => one.device.id === device);
  if (found !== undefined) return found;
  throw new CrosspointError('unknown-connection', `${device} takes no part in call ${call}`);
}

/** A phone's connection, which is what most services are about. */
export function findAtPhone(
  x: Exchange,
  id: ConnectionId,
  ...states: readonly ConnectionState[]
): Connection {
  const connection = findConnection(x, id);
  requirePhone(connection.device);
  requireState(connection, ...states);
  return connection;
}

export function requireState(
  { id, state }: Connection,
  ...states: readonly ConnectionState[]
): void {
  if (states.includes(state)) return;
  throw new CrosspointError(
    'wrong-state',
    `${id.device} in call ${id.call} is ${state}, not ${states.join(' or ')}`,
  );
}

export function requirePhone(device: Device): void {
  if (device.role.is === 'phone') return;
  throw new CrosspointError('switch-rejected', `${device.id} is not a phone`, {
    rawCause: 'incompatibleWithObject',
  });
}

/** A held and an active call of one phone. */
export interface Pair {
  readonly held: Connection;
  readonly active: Connection;
}

export function findPair(
  x: Exchange,
  ids: { readonly heldCall: ConnectionId; readonly activeCall: ConnectionId },
  ...activeStates: readonly ConnectionState[]
): Pair {
  const held = findAtPhone(x, ids.heldCall, 'held');
  const active = findAtPhone(x, ids.activeCall, ...activeStates);
  if (held.device === active.device) return { held, active };
  throw new CrosspointError('switch-rejected', 'the two calls are not of one device', {
    rawCause: 'invalidConnectionID',
  });
}
