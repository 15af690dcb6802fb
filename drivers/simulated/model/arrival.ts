/** A call arrives where its route leads. */
import type { Cause } from '../../../src/spi/cause.ts';
import type { Call, Connection, Device } from './call.ts';
import { clearCall, failConnection } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { enqueue } from './queueing.ts';
import { callOutside } from './outside.ts';
import { ring } from './ringing.ts';
import { tellNetworkReached } from './reports.ts';
import { route, type Route } from './routing.ts';

/** Sends a call to a number, whatever becomes of it there. */
export function sendTo(x: Exchange, call: Call, number: string, cause: Cause): void {
  arrive(x, call, route(x, number, call), cause);
}

export function arrive(x: Exchange, call: Call, way: Route, cause: Cause): void {
  const { destination, redirected } = way;
  if (redirected !== undefined) call.lastRedirection = redirected.by;
  const why = redirected?.cause ?? cause;
  switch (destination.is) {
    case 'phone': {
      const { device, group } = destination;
      const rungBy = group === undefined ? undefined : { group, tried: new Set([device]) };
      ring(x, call, device, why, rungBy);
      return;
    }
    case 'queue':
      enqueue(x, call, destination.device, 'enteringDistribution');
      return;
    case 'outside':
      tellNetworkReached(x, callOutside(x, call, destination.line, destination.number));
      return;
    case 'refused':
      refuse(x, call, destination.device, destination.cause);
      return;
  }
}

/** The call cannot go where it was sent: at the device that turns it away, or at its caller. */
function refuse(x: Exchange, call: Call, device: Device | undefined, cause: Cause): void {
  // A device has one connection in a call at most: one that calls itself fails where it is.
  const failing = failingConnection(x, call, device);
  if (failing === undefined) clearCall(x, call, cause);
  else failConnection(x, failing, cause);
}

function failingConnection(
  x: Exchange,
  call: Call,
  device: Device | undefined,
): Connection | undefined {
  if (device !== undefined && call.connectionOf(device) === undefined) {
    return x.connect(call, device, 'failed');
  }
  return call.origin ?? call.connections[0];
}
