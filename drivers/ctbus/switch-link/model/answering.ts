/** Calls begin and are answered at extensions. */
import { CrosspointError, type Cause } from '../../../../src/spi/index.ts';
import { wrongState, type Call, type Part } from './call.ts';
import type { Desk } from './desk.ts';
import { route } from './routing.ts';

/** Somebody is there now: for a part that rings. */
export function answer(desk: Desk, part: Part): void {
  if (part.state !== 'alerting') throw wrongState(part, 'alerting');
  const { owner, call } = part;
  desk.disarm(part);
  if (owner.is === 'phone') {
    desk.hardware.ring(owner.line, false);
    desk.audio.attach(owner);
  }
  desk.teller.established(part, 'newCall');
  answerNetwork(call);
  desk.audio.settle(call);
}

/** Whoever called from outside and was not answered is answered now. */
export function answerNetwork(call: Call): void {
  for (const part of call.parts) {
    const { owner, isCaller, isAnswered, trunkCall } = part;
    if (owner.is !== 'trunk' || !isCaller || isAnswered) continue;
    part.isAnswered = true;
    owner.hardware?.answer(trunkCall);
  }
}

/** A part that has dialled, or for which a number was given, calls it. */
export function originate(desk: Desk, part: Part, number: string, cause: Cause): void {
  const { call } = part;
  part.toDial = undefined;
  desk.disarm(part);
  call.called = desk.partyAt(number);
  desk.teller.originated(part, cause);
  route(desk, call, desk.plan.lookUp(number), cause);
}

/** A phone has one line: what it does now it can only do in one call. */
export function demandFree(part: Part): void {
  const { owner } = part;
  if (owner.is !== 'phone') return;
  const other = owner.parts.find((one) => one !== part && one.state === 'connected');
  if (other === undefined) return;
  const what = `${owner.device} talks in call ${other.call.id}`;
  throw new CrosspointError('wrong-state', what);
}
