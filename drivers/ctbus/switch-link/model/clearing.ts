/** How connections and calls end. */
import { isFailure } from '../../../../src/spi/index.ts';
import { CLEARED, endingOf, type Ending } from '../causes.ts';
import { isPresent, type Call, type Part, type Phone } from './call.ts';
import type { Desk } from './desk.ts';

/** One party leaves; who is left alone is let go as well. */
export function leave(desk: Desk, part: Part, ending: Ending = CLEARED): void {
  const { call } = part;
  take(desk, part, ending);
  after(desk, call, ending);
}

export function clearCall(desk: Desk, call: Call, ending: Ending = CLEARED): void {
  for (const part of call.parts.toReversed()) take(desk, part, ending);
  after(desk, call, ending);
}

/** The network has ended its part; where it never answered, that is a failure of the call. */
export function endedByNetwork(desk: Desk, part: Part, q850: number): void {
  const ending = endingOf(q850);
  const hasFailed = !part.isCaller && !isPresent(part) && isFailure(q850);
  if (hasFailed) desk.teller.failed(part, ending);
  part.trunkCall = 0;
  leave(desk, part, ending);
}

/** A number cannot be had: told at the device that refuses where there is one, else at the caller. */
export function fail(desk: Desk, call: Call, ending: Ending, refusing?: Part): void {
  const caller = call.parts.find(({ isCaller }) => isCaller);
  if (refusing !== undefined) {
    desk.teller.failed(refusing, ending);
    leave(desk, refusing, ending);
  } else if (caller === undefined) {
    clearCall(desk, call, ending);
  } else {
    if (caller.isTold) desk.teller.failed(caller, ending);
    leave(desk, caller, ending);
  }
}

/** The handset is off and there is nobody: the phone is told so until it is put down. */
export function howl(desk: Desk, phone: Phone, ending: Ending): void {
  if (!phone.isOffHook || phone.parts.length > 0) return;
  desk.audio.attach(phone);
  const isBusy = ending.cause === 'busy' || !isFailure(ending.q850 ?? 0);
  desk.audio.tone(phone, isBusy ? 'busy' : 'congestion');
  desk.hardware.release(phone.line);
}

/** Gives back what a part has of the hardware. */
export function letGo(desk: Desk, part: Part, q850: number): void {
  const { owner } = part;
  desk.disarm(part);
  desk.audio.takeOut(part);
  switch (owner.is) {
    case 'phone':
      if (!owner.isOffHook && owner.parts.length <= 1) desk.hardware.ring(owner.line, false);
      if (part.state === 'initiated') desk.stopDialling(owner);
      break;
    case 'trunk':
      if (part.trunkCall !== 0) owner.hardware?.hangUp(part.trunkCall, q850);
      desk.audio.detachPart(part);
      break;
    case 'media':
      desk.audio.detachPart(part);
      break;
  }
}

function take(desk: Desk, part: Part, ending: Ending): void {
  const { owner } = part;
  desk.teller.cleared(part, ending);
  letGo(desk, part, ending.q850 ?? 16);
  part.remove();
  part.state = 'null';
  if (owner.is === 'phone') howl(desk, owner, ending);
}

/** What is left to do for a call when one of its parts has gone. */
function after(desk: Desk, call: Call, ending: Ending): void {
  const goesOn = call.parts.length > 1 && call.parts.some(isPresent);
  if (goesOn) {
    desk.audio.settle(call);
    return;
  }
  for (const part of [...call.parts]) take(desk, part, ending);
  desk.audio.drop(call);
  desk.calls.delete(call.id);
}
