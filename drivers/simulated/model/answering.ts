/** Calls are made and answered at phones. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { Cause } from '../../../src/spi/cause.ts';
import { arrive } from './arrival.ts';
import type { Connection, Device } from './call.ts';
import type { Exchange } from './exchange.ts';
import { requirePhone } from './look-up.ts';
import { stopWaiting } from './outside.ts';
import { tellEstablished, tellHeld, tellOriginated, tellServiceInitiated } from './reports.ts';
import { checkDiallable, route } from './routing.ts';

export interface NewCall {
  readonly from: Device;
  readonly to: string;
  readonly cause: Cause;
  readonly correlator?: string | undefined;
  /** False where the phone waits to be lifted first. */
  readonly isLifted: boolean;
}

/** Throws where this phone cannot begin a call now. */
export function checkCanCall(x: Exchange, from: Device, to: string): void {
  requirePhone(from);
  if (!from.isInService) {
    throw new CrosspointError('device-out-of-service', `${from.id} is out of service`);
  }
  checkDiallable(x, to);
}

/** Refuses while the phone is off hook or ringing. */
export function checkIsOnHook(device: Device): void {
  if (device.inState('connected', 'initiated', 'alerting', 'failed') === undefined) return;
  throw new CrosspointError('switch-rejected', `${device.id} is in another call`, {
    rawCause: 'deviceBusy',
  });
}

/** The phone goes off hook and dials. */
export function beginCall(x: Exchange, wanted: NewCall): Connection {
  const { from, to, cause } = wanted;
  const parties = { calling: from.party, called: x.partyAt(to) };
  const call = x.newCall(parties, cause, wanted.correlator);
  const connection = x.connect(call, from, 'initiated');
  call.origin = connection;
  tellServiceInitiated(x, connection);
  if (wanted.isLifted) originate(x, connection, to);
  else {
    connection.numberToDial = to;
    x.arm(connection, 'not-lifted', x.timing.liftMs);
  }
  return connection;
}

function originate(x: Exchange, connection: Connection, number: string): void {
  const { call } = connection;
  x.disarm(connection);
  connection.numberToDial = undefined;
  connection.state = 'connected';
  tellOriginated(x, connection);
  arrive(x, call, route(x, number, call), call.cause);
}

/** The phone is lifted: for a call that rings it, or for one that waits to be dialled. */
export function answer(x: Exchange, connection: Connection, cause: Cause = 'normal'): void {
  const { numberToDial, state } = connection;
  if (state !== 'alerting' && numberToDial === undefined) {
    throw new CrosspointError('wrong-state', `the connection is ${state}; nothing rings there`);
  }
  holdOthers(x, connection);
  if (numberToDial === undefined) establish(x, connection, cause);
  else originate(x, connection, numberToDial);
}

export function establish(x: Exchange, connection: Connection, cause: Cause): void {
  x.disarm(connection);
  connection.rungBy = undefined;
  connection.state = 'connected';
  tellEstablished(x, connection, cause);
  stopWaiting(x, connection.call);
}

/** A phone talks in one call at a time: answering another one puts the first on hold. */
function holdOthers(x: Exchange, connection: Connection): void {
  const { device } = connection;
  for (const other of device.connections) {
    if (other === connection || other.state !== 'connected') continue;
    other.state = 'held';
    tellHeld(x, other, 'normal');
  }
}
