import type {
  ForwardDestination,
  ForwardingType as WireType,
  ForwardItem,
  ForwardParameter,
} from '../../generated/phase-1.ts';
import type { ForwardingType, ServiceResult } from '../../model/requests.ts';
import { unsayable } from '../malformed.ts';
import { present } from '../present.ts';

export type Forwarding = ServiceResult<'getForwarding'>['forwardings'][number];

/** What is known of a forwarding; an event may leave out which it is. */
export type ForwardingTold = Omit<Forwarding, 'type'> & { readonly type?: ForwardingType };

const NAMES: Readonly<Partial<Record<ForwardingType, string>>> = {
  immediate: 'forwardAlways',
  busy: 'forwardBusy',
  noAnswer: 'forwardNoAns',
};

/**
 * ForwardParameter: whether the forwarding is on is part of its type.
 * @throws {CrosspointError} `invalid-request` for forwarding out of do-not-disturb, which is no
 * type here
 */
export function toForwarding({ type, isOn, forwardTo }: Forwarding): ForwardParameter {
  const name = NAMES[type];
  if (name === undefined) throw unsayable(`this phase does not forward on ${type}`);
  return { forwardingType: `${name}${isOn ? 'On' : 'Off'}` as WireType, ...destination(forwardTo) };
}

/** Without a type a number says that calls are forwarded, and no number that they are not. */
export function toForwardingTold({ type, isOn, forwardTo }: ForwardingTold): ForwardParameter {
  if (type !== undefined && NAMES[type] !== undefined) {
    return toForwarding({ type, isOn, forwardTo });
  }
  const saysItself = (forwardTo !== undefined) === isOn;
  return saysItself ? destination(forwardTo) : toForwarding({ type: 'immediate', isOn, forwardTo });
}

export function fromForwardingTold(parameter: ForwardParameter | undefined): ForwardingTold {
  const { forwardingType, forwardDN } = parameter ?? {};
  const forwardTo = numberOf(forwardDN);
  const name = typeof forwardingType === 'string' ? forwardingType : undefined;
  return present({
    type: name === undefined ? undefined : typeOf(name),
    isOn: name === undefined ? forwardTo !== undefined : name.endsWith('On'),
    forwardTo,
  });
}

/** A type that is not said is the usual one. */
export function fromForwarding(parameter: ForwardParameter | undefined): Forwarding {
  return { type: 'immediate', ...fromForwardingTold(parameter) };
}

/** A list; a switch may put the parts of one parameter in its place. */
export function fromForwardingList(items: readonly ForwardItem[]): readonly Forwarding[] {
  const parameters: ForwardParameter[] = [];
  for (const item of items) {
    if ('parameter' in item) parameters.push(item.parameter);
    else if ('forwardingType' in item) parameters.push({ forwardingType: item.forwardingType });
    else if ('forwardDN' in item) parameters.push({ ...parameters.pop(), ...item });
  }
  return parameters.map(fromForwarding);
}

function destination(forwardTo: string | undefined): ForwardParameter {
  return forwardTo === undefined ? {} : { forwardDN: { number: forwardTo } };
}

/** What differs for internal and external calls is one here. */
function typeOf(name: string): ForwardingType {
  if (name.startsWith('forwardBusy')) return 'busy';
  return name.startsWith('forwardNoAns') ? 'noAnswer' : 'immediate';
}

function numberOf(destinationSaid: ForwardDestination | undefined): string | undefined {
  if (destinationSaid === undefined || '$unknown' in destinationSaid) return undefined;
  const [value] = Object.values(destinationSaid);
  return value === undefined ? undefined : String(value);
}
