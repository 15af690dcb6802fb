/** Words for what is shown: who, which number, which state, how long. */
import type { Call, Connection, ConnectionState, Party } from '../../schemas/generated/types.ts';
import type { OwnCall } from './calls.ts';
import { others } from './calls.ts';
import { chosenMatch } from './matching.ts';

/** Who the call is with, as far as anybody has said. */
export interface Person {
  readonly name: string | undefined;
  /** To be shown and dialled; undefined where it is withheld. */
  readonly number: string | undefined;
}

/** The person on the other side: by the pop where there is one, or else by the call itself. */
export function personOf(entry: OwnCall): Person {
  const { call, own, pop } = entry;
  const isCaller = isSameDevice(call.calling.device, own.device);
  const party = isCaller ? call.called : call.calling;
  const [one, another] = others(entry);
  const facing = another === undefined ? one : undefined;
  const known = pop && chosenMatch(pop, call)?.contact.name;
  const number = pop ? popNumber(pop.number) : numberOf(party, facing);
  return { name: known ?? party.name ?? facing?.name, number };
}

function popNumber({ e164, raw }: { readonly e164?: string; readonly raw: string }) {
  const number = e164 ?? raw;
  return number === '' ? undefined : number;
}

function numberOf(party: Party, facing: Connection | undefined): string | undefined {
  const inside = party.device === undefined ? undefined : localNumber(party.device);
  const number = party.number ?? facing?.number ?? inside;
  return number === '' ? undefined : number;
}

/** `2001` of `demo:2001`. */
export function localNumber(device: string): string {
  return device.slice(device.indexOf(':') + 1);
}

function isSameDevice(a: string | undefined, b: string): boolean {
  return a === b || a === b.slice(0, b.lastIndexOf('~'));
}

/** One line for a person, for titles and for reading aloud. */
export function titleOf({ name, number }: Person): string {
  if (name !== undefined) return name;
  return number === undefined ? 'Number withheld' : formatNumber(number);
}

const ONE_DIGIT_CODES = /^[17]/;
const TWO_DIGIT_CODES = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * E.164 in groups that the eye can hold (ITU-T E.123 asks for blanks and leaves the groups to the
 * country). Anything that is not E.164 stays as it is.
 */
export function formatNumber(number: string): string {
  if (!/^\+[1-9]\d{5,14}$/.test(number)) return number;
  const digits = number.slice(1);
  const codeLength = ONE_DIGIT_CODES.test(digits) ? 1 : TWO_DIGIT_CODES.test(digits) ? 2 : 3;
  const rest = digits.slice(codeLength);
  const groups: string[] = [];
  let at = 0;
  while (rest.length - at > 4) {
    groups.push(rest.slice(at, at + 3));
    at += 3;
  }
  groups.push(rest.slice(at));
  return `+${digits.slice(0, codeLength)} ${groups.join(' ')}`;
}

const STATES: Record<ConnectionState, string> = {
  null: 'Gone',
  initiated: 'Off hook',
  alerting: 'Ringing',
  connected: 'Connected',
  held: 'On hold',
  queued: 'Waiting',
  failed: 'Failed',
};

/** What the agent's phone is doing in this call. */
export function stateWord(entry: OwnCall): string {
  const { own } = entry;
  const parties = others(entry);
  if (own.state !== 'connected') return STATES[own.state];
  if (parties.length > 1) return 'Conference';
  const [other] = parties;
  if (other?.state === 'alerting') return 'Calling';
  if (other?.state === 'held') return 'They hold';
  if (other?.state === 'failed') return 'Failed';
  if (other?.state === 'queued') return 'In queue';
  return entry.call.answeredAt === undefined ? 'Calling' : 'Connected';
}

/** Since when the clock of a call runs: the answer, or before it the start. */
export function clockStart({ answeredAt, startedAt }: Call): number {
  return Date.parse(answeredAt ?? startedAt);
}

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

const DIALLABLE = /^(?:tel:)?(\+|00?)[1-9][\d\s()/.-]{4,22}\d$/i;
const NUMBER_KEY = /phone|tel|mobile|number|fax/i;

/** The number in a value of the attached data, where it looks like one that can be dialled. */
export function diallable(key: string, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  if (DIALLABLE.test(text)) return text.replace(/^tel:/i, '');
  const digits = text.replaceAll(/[\s()/.-]/g, '');
  return NUMBER_KEY.test(key) && /^\+?\d{3,15}$/.test(digits) ? text : undefined;
}
