/** Where a dialled number leads, worked out without changing anything. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { Cause } from '../../../src/spi/cause.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { Call, Device } from './call.ts';
import type { Exchange } from './exchange.ts';

export type Destination =
  | { readonly is: 'phone'; readonly device: Device; readonly group?: Device }
  | { readonly is: 'queue'; readonly device: Device }
  | { readonly is: 'outside'; readonly line: Device; readonly number: string }
  /** `device` is what turned the call away, where it is one of the switch's own. */
  | { readonly is: 'refused'; readonly device?: Device; readonly cause: Cause };

export interface Route {
  readonly destination: Destination;
  /** Who sent the call on, last, and why; absent where the number dialled is reached. */
  readonly redirected?: { readonly by: Party; readonly cause: Cause };
}

const MAX_FORWARDINGS = 5;

/** `call` is the one to be routed: no device takes part in it twice. */
export function route(x: Exchange, number: string, call: Call | undefined): Route {
  let target = number;
  let redirected: Route['redirected'];
  for (let hop = 0; hop <= MAX_FORWARDINGS; hop += 1) {
    const device = x.devices.get(target);
    if (device === undefined) return { destination: outside(x, target), redirected };
    const next = reach(x, device, call);
    if (!('to' in next)) return { destination: next, redirected };
    redirected = { by: device.party, cause: next.cause };
    target = next.to;
  }
  return { destination: { is: 'refused', cause: 'destNotObtainable' }, redirected };
}

type Forwarded = { readonly to: string; readonly cause: Cause };

function reach(x: Exchange, device: Device, call: Call | undefined): Destination | Forwarded {
  if (!device.isInService) return { is: 'refused', device, cause: 'destOutOfOrder' };
  switch (device.role.is) {
    case 'phone':
      return reachPhone(device, call);
    case 'hunt-group': {
      const member = nextMember(x, device, new Set(), call);
      if (member === undefined) return { is: 'refused', device, cause: 'busy' };
      return { is: 'phone', device: member, group: device };
    }
    case 'queue': {
      const { settings, waiting } = device.role;
      const isFull = waiting.length >= (settings.maxQueued ?? 50);
      if (!isFull && call?.connectionOf(device) === undefined) return { is: 'queue', device };
      if (settings.overflowTo !== undefined) return { to: settings.overflowTo, cause: 'overflow' };
      return { is: 'refused', device, cause: 'busy' };
    }
    case 'line':
    case 'park-slot':
      return { is: 'refused', cause: 'destNotObtainable' };
  }
}

function reachPhone(device: Device, call: Call | undefined): Destination | Forwarded {
  if (device.forwardTo !== undefined) {
    return { to: device.forwardTo, cause: 'callForwardImmediate' };
  }
  if (device.doNotDisturb) return { is: 'refused', device, cause: 'doNotDisturb' };
  if (hasRoom(device) && call?.connectionOf(device) === undefined) return { is: 'phone', device };
  const onBusy = device.role.is === 'phone' ? device.role.settings.forward?.busy : undefined;
  if (onBusy !== undefined) return { to: onBusy, cause: 'callForwardBusy' };
  return { is: 'refused', device, cause: 'busy' };
}

/** Idle, or willing to ring once while there is another call. */
function hasRoom(device: Device): boolean {
  if (device.load === 0) return true;
  const { role } = device;
  if (role.is !== 'phone' || role.settings.callWaiting === false) return false;
  return device.inState('alerting', 'initiated') === undefined;
}

/** The member of a hunt group to ring next; those tried already are passed over. */
export function nextMember(
  x: Exchange,
  group: Device,
  tried: ReadonlySet<Device>,
  call: Call | undefined,
): Device | undefined {
  if (group.role.is !== 'hunt-group') return undefined;
  const { members, hunting } = group.role.settings;
  let best: Device | undefined;
  for (const number of members) {
    const member = x.device(number);
    if (!member.isFree || tried.has(member) || call?.connectionOf(member) !== undefined) continue;
    if (hunting !== 'longest-idle') return member;
    if (best === undefined || member.idleSince < best.idleSince) best = member;
  }
  return best;
}

function outside(x: Exchange, number: string): Destination {
  if (!leadsOutside(x, number)) return { is: 'refused', cause: 'numberUnallocated' };
  const line = x.trunks.free();
  if (line === undefined) return { is: 'refused', cause: 'trunksBusy' };
  return { is: 'outside', line, number };
}

function leadsOutside(x: Exchange, number: string): boolean {
  const prefix = x.settings.outsidePrefix ?? '0';
  return number.startsWith('+') || (number.length > prefix.length && number.startsWith(prefix));
}

const DIALLABLE = /^\+?[0-9*# ()/.-]{1,40}$/;

/** Throws `invalid-destination` for what no phone could dial. */
export function checkDiallable(x: Exchange, number: string): void {
  if (x.devices.has(number)) return;
  if (DIALLABLE.test(number) && /[0-9*#]/.test(number)) return;
  throw new CrosspointError('invalid-destination', `"${number}" cannot be dialled`);
}

/** The route to `number`, for a call that had better stay where it is than be sent in vain. */
export function routeThatWorks(x: Exchange, number: string, call: Call): Route {
  checkDiallable(x, number);
  const found = route(x, number, call);
  const { destination } = found;
  if (destination.is !== 'refused') return found;
  const { cause } = destination;
  if (cause === 'numberUnallocated' || cause === 'destNotObtainable') {
    throw new CrosspointError('invalid-destination', `nobody can be reached at ${number}`, {
      switchCause: cause,
    });
  }
  throw new CrosspointError('switch-rejected', `${number} does not take the call: ${cause}`, {
    switchCause: cause,
    rawCause: cause,
  });
}
