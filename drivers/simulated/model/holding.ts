/** Hold, retrieve, consult, take turns. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceArgs } from '../../../src/spi/services.ts';
import { beginCall, checkCanCall } from './answering.ts';
import type { Connection } from './call.ts';
import { clearConnection } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { findAtPhone, findPair } from './look-up.ts';
import { tellHeld, tellRetrieved } from './reports.ts';

export function hold(x: Exchange, args: ServiceArgs<'holdCall'>): void {
  const connection = findAtPhone(x, args.connection, 'connected');
  connection.state = 'held';
  tellHeld(x, connection, 'normal');
}

export function retrieve(x: Exchange, args: ServiceArgs<'retrieveCall'>): void {
  const connection = findAtPhone(x, args.connection, 'held');
  const active = connection.device.inState('connected', 'initiated');
  if (active !== undefined) {
    throw new CrosspointError(
      'wrong-state',
      `${connection.device.id} talks in call ${active.call.id}; alternate or reconnect instead`,
    );
  }
  connection.state = 'connected';
  tellRetrieved(x, connection, 'normal');
}

export function consult(x: Exchange, args: ServiceArgs<'consultationCall'>): Connection {
  const existing = findAtPhone(x, args.existingCall, 'connected');
  const { device } = existing;
  checkCanCall(x, device, args.consultedNumber);
  existing.state = 'held';
  tellHeld(x, existing, 'consultation');
  return beginCall(x, {
    from: device,
    to: args.consultedNumber,
    cause: 'consultation',
    correlator: args.correlator,
    isLifted: true,
  });
}

export function alternate(x: Exchange, args: ServiceArgs<'alternateCall'>): void {
  const { held, active } = findPair(x, args, 'connected');
  active.state = 'held';
  tellHeld(x, active, 'alternate');
  held.state = 'connected';
  tellRetrieved(x, held, 'alternate');
}

export function reconnect(x: Exchange, args: ServiceArgs<'reconnectCall'>): void {
  const { held, active } = findPair(x, args, 'connected', 'initiated', 'failed');
  clearConnection(x, active, 'normalClearing');
  held.state = 'connected';
  tellRetrieved(x, held, 'normal');
}
