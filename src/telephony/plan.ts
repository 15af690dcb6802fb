import type { CallData } from '../../schemas/generated/types.ts';
import { CrosspointError } from '../base/errors.ts';
import type { Capability } from '../spi/services.ts';
import type { ConnectionId, ConnectionState } from '../spi/connection.ts';
import { staticDevice } from '../spi/connection.ts';
import type { CallRecord } from './call-record.ts';
import { findConnection } from './call-record.ts';
import type { Switch } from './switch.ts';

/** What a command comes down to, once everything that can be known before has been checked. */
export interface Plan {
  readonly switch: Switch;
  /** The call the command is about. */
  readonly callId?: string;
  readonly device?: string;
  /** A call that the command makes. */
  readonly makes?: { readonly device: string | undefined; readonly data: CallData };
  /** Asks the switch; resolves with the switch's identifier of a call it made. */
  readonly send: (correlator: string) => Promise<string | undefined>;
  /** True when the model shows what was asked for. */
  readonly isFulfilled: (madeCall: string | undefined) => boolean;
  /** The call that came of it, where it is another one than was asked about. */
  readonly resultCall?: () => string | undefined;
}

/** One device's part in one call, found and checked. */
export interface Part {
  readonly switch: Switch;
  readonly call: CallRecord;
  readonly device: string;
  readonly state: ConnectionState;
  readonly id: ConnectionId;
}

/** A connection that has to be in one of these states (ECMA-269: the service's initial state). */
export function requirePart(
  on: { readonly switch: Switch; readonly call: CallRecord },
  device: string,
  states: readonly ConnectionState[],
): Part {
  const { call } = on;
  const local = localDevice(on.switch, device);
  const connection = findConnection(call, local);
  if (connection === undefined) {
    throw new CrosspointError('unknown-connection', `${device} is not in the call ${call.id}`);
  }
  const { state } = connection;
  if (!states.includes(state)) {
    const wanted = states.join(' or ');
    throw new CrosspointError('wrong-state', `${device} is ${state} in this call, not ${wanted}`);
  }
  return { ...on, device: local, state, id: { call: call.switchCall, device: local } };
}

/** The switch's own identifier of a device given as `SWITCH:NUMBER` or `NUMBER`. */
export function localDevice(owner: Switch, device: string): string {
  const prefix = `${owner.id}:`;
  if (device.startsWith(prefix)) return device.slice(prefix.length);
  if (device.includes(':')) {
    throw new CrosspointError('unknown-device', `${device} is not on the switch ${owner.id}`);
  }
  return device;
}

export function requireDevice(owner: Switch, device: string): string {
  const local = localDevice(owner, device);
  if (!owner.devices.has(staticDevice(local))) {
    throw new CrosspointError('unknown-device', `there is no device ${device}`);
  }
  return local;
}

export function requireCapability(owner: Switch, capability: Capability): void {
  owner.link.requireUp();
  if (owner.link.capabilities.has(capability)) return;
  throw new CrosspointError('service-not-supported', `${owner.id} cannot do ${capability}`);
}

const DIALLABLE = /^\+?[0-9*#A-D]{1,40}$/;

/** A number as the switch dials it: what people write between the digits is left out. */
export function dialString(owner: Switch, to: string): string {
  const local = to.startsWith(`${owner.id}:`) ? to.slice(owner.id.length + 1) : to;
  if (owner.devices.has(local)) return local;
  const digits = local.replaceAll(/[\s()/.\u00a0-]/g, '').replace(/^tel:/i, '');
  if (DIALLABLE.test(digits)) return digits;
  throw new CrosspointError('invalid-destination', `${to} is not a number that can be dialled`, {
    position: { pointer: '/to' },
  });
}

/** The other call of a device, for the services that take two. */
export function otherPart(part: Part, otherCall: string | undefined): Part {
  const others = [...part.switch.calls.ofDevice(staticDevice(part.device))].filter(
    (call) => call !== part.call && findConnection(call, part.device) !== undefined,
  );
  const named = otherCall === undefined ? others : others.filter(({ id }) => id === otherCall);
  const [other, another] = named;
  if (other === undefined) {
    const which = otherCall === undefined ? 'no second call' : `no part in the call ${otherCall}`;
    throw new CrosspointError('wrong-state', `${part.device} has ${which}`);
  }
  if (another !== undefined) {
    throw new CrosspointError('invalid-request', `${part.device} has several other calls`, {
      faults: [{ pointer: '/otherCall', message: 'says which one is meant' }],
    });
  }
  const states = ['held', 'connected', 'initiated', 'failed'] as const;
  return requirePart({ switch: part.switch, call: other }, part.device, states);
}

/** Which of two parts is on hold and which is not. */
export function heldAndActive(one: Part, two: Part): { held: Part; active: Part } {
  if (one.state === 'held' && two.state !== 'held') return { held: one, active: two };
  if (two.state === 'held' && one.state !== 'held') return { held: two, active: one };
  throw new CrosspointError('wrong-state', 'one of the two calls has to be held, the other active');
}
