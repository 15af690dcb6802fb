/** Where a call goes from here. */
import { toCrosspointError } from '../../../../src/base/errors.ts';
import type { Cause } from '../../../../src/spi/index.ts';
import { endingOf } from '../causes.ts';
import type { Destination } from '../number-plan.ts';
import { Part, type Call, type Media, type Phone, type Trunk } from './call.ts';
import { fail, leave } from './clearing.ts';
import type { Desk } from './desk.ts';

const UNALLOCATED = 1;
const BUSY = 17;
const NO_ANSWER = 19;
const NO_CIRCUIT = 34;
const NETWORK_OUT_OF_ORDER = 38;

/** Sends a call on to a number; what comes of it is told. */
export function route(desk: Desk, call: Call, to: Destination | undefined, cause: Cause): void {
  if (to === undefined) fail(desk, call, endingOf(UNALLOCATED));
  else if (to.is === 'inside') ring(desk, call, desk.extension(to.device), cause);
  else goOut(desk, call, to, cause);
}

/** Can this extension be rung now? Otherwise the Q.850 value that says why not. */
export function refusalOf(desk: Desk, owner: Phone | Media): number | undefined {
  if (owner.is === 'phone') {
    return owner.parts.length > 0 || owner.isOffHook ? BUSY : undefined;
  }
  if (owner.parts.length >= owner.most) return BUSY;
  return desk.ports.freeCount === 0 ? NO_CIRCUIT : undefined;
}

function ring(desk: Desk, call: Call, owner: Phone | Media, cause: Cause): void {
  const refusal = refusalOf(desk, owner);
  const part = new Part(call, owner, 'alerting', {});
  if (refusal !== undefined) {
    fail(desk, call, endingOf(refusal), part);
    return;
  }
  if (owner.is === 'phone') desk.hardware.ring(owner.line, true);
  else part.port = desk.ports.take(part);
  desk.arm(part, desk.settings.ringTimeoutMs, () => leave(desk, part, endingOf(NO_ANSWER)));
  desk.teller.delivered(part, cause);
  tellNetwork(call);
  desk.audio.settle(call);
}

/** Whoever calls from outside is told that somebody is rung. */
function tellNetwork(call: Call): void {
  for (const { owner, isCaller, isAnswered, trunkCall } of call.parts) {
    if (owner.is === 'trunk' && isCaller && !isAnswered) owner.hardware?.alert(trunkCall);
  }
}

/** The network knows an extension by the number that it would call it by. */
function callerFor(desk: Desk, { settings }: Trunk, { calling }: Call): string | undefined {
  const isOurs = desk.devices.get(calling.device ?? '')?.is !== 'trunk';
  return isOurs && calling.number !== undefined
    ? `${settings.prefix}${calling.number}`
    : calling.number;
}

function goOut(
  desk: Desk,
  call: Call,
  { trunk: name, number }: Extract<Destination, { is: 'outside' }>,
  cause: Cause,
): void {
  const trunk = desk.trunk(name);
  if (trunk?.hardware === undefined || !trunk.isUp) {
    fail(desk, call, endingOf(NETWORK_OUT_OF_ORDER));
    return;
  }
  const calling = callerFor(desk, trunk, call);
  try {
    const made = trunk.hardware.makeCall({ called: number, calling, name: call.calling.name });
    const party = { device: name, number };
    const part = new Part(call, trunk, 'initiated', { party });
    part.trunkCall = made.call;
    part.line = made.line;
    desk.audio.attachPart(part);
    desk.teller.networkReached(part, cause);
    desk.audio.settle(call);
  } catch (error) {
    const reason = toCrosspointError(error);
    if (reason.code !== 'resource-busy') desk.oddity(reason);
    fail(desk, call, endingOf(reason.code === 'resource-busy' ? NO_CIRCUIT : NETWORK_OUT_OF_ORDER));
  }
}
