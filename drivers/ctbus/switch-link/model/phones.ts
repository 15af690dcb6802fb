/** What people do at their telephones. */
import { endingOf, type Ending } from '../causes.ts';
import { answer, originate } from './answering.ts';
import { Part, type Phone } from './call.ts';
import { leave } from './clearing.ts';
import type { Desk } from './desk.ts';

const TIMED_OUT: Ending = { cause: 'timeout', q850: 102 };
const UNALLOCATED = 1;

export function lifted(desk: Desk, phone: Phone): void {
  if (phone.isOffHook) return;
  phone.isOffHook = true;
  desk.audio.attach(phone);
  const rung = phone.parts.find(({ state }) => state === 'alerting');
  if (rung === undefined) beginDialling(desk, phone);
  else if (rung.toDial === undefined) answer(desk, rung);
  else {
    desk.hardware.ring(phone.line, false);
    originate(desk, rung, rung.toDial, 'makeCall');
  }
}

/** The handset is put down: everything that the phone had ends, what it holds as well. */
export function putDown(desk: Desk, phone: Phone): void {
  if (!phone.isOffHook) return;
  phone.isOffHook = false;
  desk.stopDialling(phone);
  for (const part of [...phone.parts]) if (part.state !== 'null') leave(desk, part);
  desk.audio.detach(phone);
}

export function keyPressed(desk: Desk, phone: Phone, digit: string): void {
  if (phone.dialling === undefined) {
    const talking = phone.parts.find(({ state }) => state === 'connected');
    if (talking !== undefined && !talking.isPressing) desk.teller.digits(talking, digit);
    return;
  }
  desk.audio.tone(phone, undefined);
  const { dialling } = phone;
  const isEnd = digit === '#' && dialling.digits !== '';
  if (!isEnd) dialling.digits += digit;
  const how = desk.plan.dialled(dialling.digits);
  if (isEnd || how !== 'open') call(desk, phone, dialling.digits);
  else waitForKeys(desk, phone, desk.settings.interdigitMs);
}

function beginDialling(desk: Desk, phone: Phone): void {
  const begun = desk.newCall(phone.party, {});
  const part = new Part(begun, phone, 'initiated', { isCaller: true });
  phone.dialling = { digits: '', timer: undefined };
  desk.teller.serviceInitiated(part);
  desk.audio.tone(phone, 'dial');
  waitForKeys(desk, phone, desk.settings.firstDigitMs);
}

function waitForKeys(desk: Desk, phone: Phone, waitMs: number): void {
  const { dialling } = phone;
  if (dialling === undefined) return;
  desk.clock.clear(dialling.timer);
  const dial = (): void => desk.attempt(() => call(desk, phone, dialling.digits));
  dialling.timer = desk.clock.setTimeout(dial, waitMs);
}

/** Nobody dials any more: what there is, is the number. */
function call(desk: Desk, phone: Phone, digits: string): void {
  desk.stopDialling(phone);
  const part = phone.parts.find(({ state }) => state === 'initiated');
  if (part === undefined) return;
  if (digits === '') leave(desk, part, TIMED_OUT);
  else if (desk.plan.lookUp(digits) === undefined && !/^[0-9*#]+$/.test(digits)) {
    leave(desk, part, endingOf(UNALLOCATED));
  } else originate(desk, part, digits, 'newCall');
}
