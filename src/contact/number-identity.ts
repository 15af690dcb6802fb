import { LRUCache } from 'lru-cache';
import type { PhoneNumber } from 'libphonenumber-js/max';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Numbering } from './numbering.ts';
import { canonicalNumber } from './special-cases.ts';
import { readWriting } from './written-number.ts';

/**
 * Who a number is. Two writings of one subscriber share a key:
 * `+4930123456` the number in E.164 without what renumberings have put in or left out,
 * `~30123456`   its last eight digits, for numbers whose country is not known,
 * `#2001`       a short number that means something inside a switch only,
 * `@anna@host`  anything else that was written where a number should be, in lower case.
 */
export interface NumberIdentity {
  /** As it came. */
  readonly raw: string;
  readonly kind: 'public' | 'incomplete' | 'internal' | 'text' | 'withheld';
  readonly e164?: string;
  /** As it is dialled within its country, digits only. */
  readonly national?: string;
  /** What it is compared by when two have a key in common: E.164, or the digits, or the text. */
  readonly form: string;
  /** Most telling first, at most four; none where the number is withheld. */
  readonly keys: readonly string[];
}

const SUFFIX_DIGITS = 8;
const LONGEST_EXTENSION = 5;
const LONGEST_INTERNAL = 7;
const LONGEST_LOCAL = 8;
/** Argentine mobiles at home: 15 and eight digits. */
const LONGEST_LOCAL_MOBILE = 10;
const CACHED = 20_000;
const LONGEST_CACHED = 64;

/** Reads numbers, and remembers those it has read: callers call again. */
export class NumberReader {
  readonly #known = new LRUCache<string, NumberIdentity>({ max: CACHED });

  read(raw: string | undefined, numbering: Numbering): NumberIdentity {
    if (raw === undefined || raw === '') return WITHHELD;
    if (raw.length > LONGEST_CACHED) return readNumber(raw, numbering);
    const key = `${numbering.name} ${raw}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const identity = readNumber(raw, numbering);
    this.#known.set(key, identity);
    return identity;
  }
}

const WITHHELD: NumberIdentity = { raw: '', kind: 'withheld', form: '', keys: [] };

/** The number of a phone of the switch itself, however long it is. */
export function internalNumber(number: string): NumberIdentity {
  return number === '' ? WITHHELD : internal(number, number);
}

/** The number behind a writing, as it is understood where it was written. */
export function readNumber(raw: string, numbering: Numbering): NumberIdentity {
  const written = readWriting(raw);
  if (written.kind === 'withheld') return { ...WITHHELD, raw };
  if (written.kind === 'text') return text(raw, written.text);
  const { digits, isInternational } = written;
  if (isInternational) {
    const number = parsePhoneNumberFromString(`+${digits}`);
    if (number !== undefined) return publicNumber(raw, [number]);
    return digits.length > LONGEST_INTERNAL ? incomplete(raw, digits) : text(raw, `+${digits}`);
  }
  if (digits.length <= LONGEST_EXTENSION) return internal(raw, digits);
  const found = meanings(digits, numbering);
  return found.length > 0 ? publicNumber(raw, found) : incomplete(raw, digits);
}

/** Every number the digits can stand for, the likeliest first; none where they fit nowhere. */
function meanings(digits: string, numbering: Numbering): PhoneNumber[] {
  const valid = new Map<string, PhoneNumber>();
  let possible: PhoneNumber | undefined;
  for (const candidate of candidates(digits, numbering)) {
    if (candidate.isGuess && valid.size > 0) continue;
    const number = parsePhoneNumberFromString(candidate.text, numbering.country);
    if (number === undefined || !isWhole(number, candidate.text)) continue;
    if (number.isValid()) valid.set(number.number, number);
    else if (isLong(candidate.text) && number.isPossible()) possible ??= number;
  }
  if (valid.size > 0) return [...valid.values()];
  // Numbers that are in use before the numbering plan at hand knows of them, or made up for a test.
  return possible === undefined ? [] : [possible];
}

interface Candidate {
  readonly text: string;
  /** Looked at only where nothing else has made sense. */
  readonly isGuess: boolean;
}

function* candidates(digits: string, numbering: Numbering): Generator<Candidate> {
  const inside = numbering.outsidePrefixes
    .filter((prefix) => digits.startsWith(prefix) && digits.length > prefix.length)
    .map((prefix) => digits.slice(prefix.length));
  yield* nationalReadings(digits, numbering, false);
  for (const text of inside) yield* nationalReadings(text, numbering, true);
  // Networks that write E.164 without its plus; the American way abroad where it is not at home.
  for (const text of [digits, ...inside]) {
    if (text.length >= 9 && !text.startsWith('0')) {
      yield { text: `+${text}`, isGuess: text !== digits };
    }
    if (text.startsWith('011')) yield { text: `+${text.slice(3)}`, isGuess: true };
  }
}

function* nationalReadings(
  text: string,
  numbering: Numbering,
  isInside: boolean,
): Generator<Candidate> {
  if (text.length <= LONGEST_EXTENSION) return;
  const { country, areaCode } = numbering;
  if (country !== undefined) {
    if (isLocal(text, numbering)) yield { text: `${areaCode}${text}`, isGuess: isInside };
    // Argentina writes 15 between area code and number, but only after a 0.
    if (isLocalMobile(text, numbering)) yield { text: `0${areaCode}${text}`, isGuess: isInside };
    yield { text, isGuess: false };
  }
  if (text.startsWith('00')) yield { text: `+${text.slice(2)}`, isGuess: false };
}

/** Written with all that a number needs to be dialled over an area. */
function isLong(text: string): boolean {
  return text.startsWith('0') || text.length >= 10;
}

function isLocal(text: string, { areaCode }: Numbering): boolean {
  return areaCode !== undefined && text.length <= LONGEST_LOCAL && !text.startsWith('0');
}

function isLocalMobile(text: string, { areaCode, country }: Numbering): boolean {
  if (areaCode === undefined || country !== 'AR') return false;
  return text.startsWith('15') && text.length <= LONGEST_LOCAL_MOBILE;
}

/** Six or seven digits without the 0 that its country wants before them are no national number. */
function isWhole(number: PhoneNumber, text: string): boolean {
  if (text.startsWith('+') || text.startsWith('0') || text.length >= SUFFIX_DIGITS) return true;
  const dialled = number.formatNational().replaceAll(/\D/gu, '');
  return dialled === text;
}

function publicNumber(raw: string, found: readonly PhoneNumber[]): NumberIdentity {
  const [first] = found as readonly [PhoneNumber];
  const e164: string = first.number;
  const keys = found.slice(0, 3).map(({ number }) => canonicalNumber(number));
  return {
    raw,
    kind: 'public',
    e164,
    national: first.formatNational().replaceAll(/\D/gu, ''),
    form: e164,
    keys: [...new Set([...keys, suffixKey(e164)])],
  };
}

function incomplete(raw: string, digits: string): NumberIdentity {
  if (digits.length <= LONGEST_INTERNAL) return internal(raw, digits);
  return { raw, kind: 'incomplete', form: digits, keys: [suffixKey(digits)] };
}

function text(raw: string, form: string): NumberIdentity {
  return { raw, kind: 'text', form, keys: [`@${form}`] };
}

function internal(raw: string, digits: string): NumberIdentity {
  return { raw, kind: 'internal', form: digits, keys: [`#${digits}`] };
}

function suffixKey(form: string): string {
  return `~${form.replace('+', '').slice(-SUFFIX_DIGITS)}`;
}
