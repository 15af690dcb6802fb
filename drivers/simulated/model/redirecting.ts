/** A call goes elsewhere: deflected, picked up, parked, forwarded when nobody answers. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { Cause } from '../../../src/spi/cause.ts';
import type { ServiceArgs } from '../../../src/spi/services.ts';
import { answer, checkIsOnHook, establish } from './answering.ts';
import { arrive } from './arrival.ts';
import type { Connection, Device } from './call.ts';
import { divert, failConnection } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { findAtPhone, findConnection, requirePhone, requireState } from './look-up.ts';
import { enqueue } from './queueing.ts';
import { tellQueued } from './reports.ts';
import { ring } from './ringing.ts';
import { nextMember, route, routeThatWorks } from './routing.ts';

export function deflect(x: Exchange, args: ServiceArgs<'deflectCall'>): void {
  const connection = findConnection(x, args.connection);
  requireState(connection, 'alerting', 'queued');
  const { call } = connection;
  const way = routeThatWorks(x, args.newDestination, call);
  divert(x, connection, x.partyAt(args.newDestination), 'redirected');
  arrive(x, call, way, 'redirected');
}

export function pickUp(x: Exchange, args: ServiceArgs<'directedPickupCall'>): void {
  const picker = x.device(args.requestingDevice);
  const connection = findConnection(x, args.callToBePickedUp);
  requirePhone(picker);
  requireState(connection, 'alerting', 'queued');
  if (!picker.isInService) {
    throw new CrosspointError('device-out-of-service', `${picker.id} is out of service`);
  }
  const { call } = connection;
  if (connection.device === picker && connection.state === 'alerting') {
    answer(x, connection, 'callPickup');
    return;
  }
  checkIsOnHook(picker);
  if (call.connections.some((one) => one.device === picker && one !== connection)) {
    throw new CrosspointError('wrong-state', `${picker.id} is in this call already`);
  }
  divert(x, connection, picker.party, 'callPickup');
  establish(x, x.connect(call, picker, 'alerting'), 'callPickup');
}

export function park(x: Exchange, args: ServiceArgs<'parkCall'>): void {
  const connection = findAtPhone(x, args.connection, 'connected');
  const { call, device } = connection;
  const slot = x.devices.get(args.parkTo);
  if (slot === undefined || (slot.role.is !== 'park-slot' && slot.role.is !== 'phone')) {
    throw new CrosspointError('invalid-destination', `calls cannot be parked on ${args.parkTo}`);
  }
  const isTaken = slot.inState('queued') !== undefined || !slot.isInService;
  if (isTaken || call.connectionOf(slot) !== undefined) {
    throw new CrosspointError('switch-rejected', `nothing can be parked on ${slot.id} now`, {
      rawCause: 'resourceBusy',
    });
  }
  const others = call.others(connection);
  if (!others.some(({ state, outside }) => state === 'connected' && outside?.isThere !== false)) {
    throw new CrosspointError('wrong-state', 'there is nobody to park');
  }
  divert(x, connection, slot.party, 'park');
  const parked = x.connect(call, slot, 'queued');
  parked.parkedBy = device;
  if (x.timing.parkRecallMs > 0) x.arm(parked, 'park-recall', x.timing.parkRecallMs);
  tellQueued(x, parked, 'park');
}

/** Nobody has fetched a parked call: it rings whoever parked it. */
export function recall(x: Exchange, parked: Connection): void {
  if (parked.parkedBy !== undefined) sendOn(x, parked, parked.parkedBy.id, 'recall');
}

/** Nobody has answered in time. */
export function noAnswer(x: Exchange, alerting: Connection): void {
  const { call, device, rungBy } = alerting;
  if (rungBy?.group.role.is === 'queue') {
    divert(x, alerting, rungBy.group.party, 'callForwardNoAnswer');
    // The agent goes to the end of the line of the idle.
    device.idleSince = x.clock.now();
    enqueue(x, call, rungBy.group, 'callForwardNoAnswer', 'front');
    return;
  }
  if (rungBy !== undefined) {
    advance(x, alerting, rungBy.group, rungBy.tried);
    return;
  }
  const to = device.role.is === 'phone' ? device.role.settings.forward?.noAnswer : undefined;
  if (to === undefined) failConnection(x, alerting, 'callNotAnswered');
  else sendOn(x, alerting, to, 'callForwardNoAnswer');
}

/** The next member of a hunt group; after the last one the first rings again. */
function advance(
  x: Exchange,
  alerting: Connection,
  group: Device,
  tried: ReadonlySet<Device>,
): void {
  const { call } = alerting;
  const next = nextMember(x, group, tried, call) ?? nextMember(x, group, new Set(), call);
  if (next === undefined) {
    x.arm(alerting, 'no-answer', x.timing.memberRingMs);
    return;
  }
  const seen = tried.has(next) ? new Set([next]) : new Set([...tried, next]);
  divert(x, alerting, next.party, 'callForwardNoAnswer');
  ring(x, call, next, 'callForwardNoAnswer', { group, tried: seen });
}

/** Waited long enough: the overflow takes the call. */
export function overflow(x: Exchange, queued: Connection): void {
  const { role } = queued.device;
  if (role.is !== 'queue' || role.settings.overflowTo === undefined) return;
  sendOn(x, queued, role.settings.overflowTo, 'overflow');
}

function sendOn(x: Exchange, from: Connection, to: string, cause: Cause): void {
  const { call } = from;
  const way = route(x, to, call);
  divert(x, from, x.partyAt(to), cause);
  arrive(x, call, way, cause);
}
