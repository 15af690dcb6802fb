/** What native/include/crosspoint/signalling.h says in JSON, in the words of the switch. */
import type { TrunkMessage, TrunkNumber, TrunkSetup } from '../../trunk.ts';
import type { IncomingCall, OutgoingCall, TrunkEvent } from '../hardware.ts';

/** Q.931 §4.5.8, type of number; §4.5.10, presentation. */
const INTERNATIONAL = 1;
const E164 = 1;
const ALLOWED = 0;
/** Q.931 §4.5.23: what is on the line is from the far end. */
const IN_BAND = 1 << 3;
/** Results of a board (board.h) for a call that was not made, and what Q.850 says of them. */
const BUSY = -12;
const STATE = -11;

/** What the switch is told of a message; nothing where it is of no concern to calls. */
export function eventsOf(message: TrunkMessage): TrunkEvent[] {
  const { type, call = 0, line } = message;
  const onLine: TrunkEvent[] = line === undefined ? [] : [{ type: 'line', call, line }];
  const isInBand = ((message.progress ?? 0) & IN_BAND) !== 0;
  const inBand: TrunkEvent[] = isInBand ? [{ type: 'inBand', call }] : [];
  switch (type) {
    case 'up':
    case 'down':
      return [{ type }];
    case 'closed':
      return [{ type: 'down' }];
    case 'incoming':
      return [{ type, call, line, setup: incomingOf(message.setup ?? {}) }];
    case 'digits': {
      const { text: digits = '', complete: isComplete = false } = message;
      return [{ type, call, digits, isComplete }];
    }
    case 'proceeding':
    case 'progress':
    case 'lineChosen':
      return [...onLine, ...inBand];
    case 'alerting':
      return [...onLine, ...inBand, { type, call }];
    case 'connected':
      return [...onLine, { type, call }];
    case 'ended':
      return [{ type, call, q850: message.cause ?? 0 }];
    case 'refused':
      return message.request === 'call' ? [notMade(call, message.result)] : [];
    default:
      return [];
  }
}

/** The other way: what is asked of the trunk. A number with a plus is an international one. */
export function setupOf({ called, calling, name }: OutgoingCall): TrunkSetup {
  return {
    called: numberOf(called),
    ...(calling === undefined ? {} : { calling: numberOf(calling) }),
    ...(name === undefined ? {} : { name }),
  };
}

function incomingOf(setup: NonNullable<TrunkMessage['setup']>): IncomingCall {
  const { called, calling, name = '', overlap = false } = setup;
  const isShown = (calling?.presentation ?? ALLOWED) === ALLOWED;
  return {
    called: writtenOf(called),
    calling: isShown ? writtenOf(calling) : '',
    name: isShown ? name : '',
    isOverlap: overlap,
  };
}

function writtenOf(number: TrunkNumber | undefined): string {
  const { digits = '', type } = number ?? {};
  return type === INTERNATIONAL && digits !== '' ? `+${digits}` : digits;
}

function numberOf(written: string): TrunkNumber {
  if (!written.startsWith('+')) return { digits: written, plan: E164 };
  return { digits: written.slice(1), type: INTERNATIONAL, plan: E164 };
}

function notMade(call: number, result: number | undefined): TrunkEvent {
  if (result === BUSY) return { type: 'ended', call, q850: 34 };
  return { type: 'ended', call, q850: result === STATE ? 38 : 47 };
}
