import type { NumberIdentity } from './number-identity.ts';
import { canonicalNumber } from './special-cases.ts';

/** How sure it is that two numbers are one subscriber. */
export const CONFIDENCE = {
  /** The whole number is the same. */
  same: 1,
  /** The same but for what a renumbering put in or left out. */
  renumbered: 0.9,
  /** The same digits, and the country of neither is known. */
  sameDigits: 0.8,
  /** The writing can be read in several ways, and this is not the likeliest. */
  otherReading: 0.6,
  /** One of the two lacks its country or area, and what it has agrees. */
  suffix: 0.5,
  none: 0,
} as const;

/**
 * How sure it is that `form`, which was found under `key`, is the number asked for. `form` is the
 * other number as `NumberIdentity.form` has it.
 */
export function confidenceOf(asked: NumberIdentity, key: string, form: string): number {
  if (form === asked.form) {
    return asked.kind === 'incomplete' ? CONFIDENCE.sameDigits : CONFIDENCE.same;
  }
  if (key.startsWith('+')) {
    const isLikeliest = asked.keys[0] === key && canonicalNumber(form) === key;
    return isLikeliest ? CONFIDENCE.renumbered : CONFIDENCE.otherReading;
  }
  if (!key.startsWith('~')) return CONFIDENCE.none;
  // Both countries are known and differ: somebody else's number ends in the same digits.
  if (asked.e164 !== undefined && form.startsWith('+')) return CONFIDENCE.none;
  const [short = '', long = ''] = [asked.form, form]
    .map((text) => text.replace('+', '').replace(/^0+/u, ''))
    .toSorted((a, b) => a.length - b.length);
  return long.endsWith(short) ? CONFIDENCE.suffix : CONFIDENCE.none;
}

/** How sure it is that two numbers are one subscriber: the same answer as a look-up gives. */
export function matchNumbers(asked: NumberIdentity, other: NumberIdentity): number {
  const shared = asked.keys.filter((key) => other.keys.includes(key));
  return Math.max(0, ...shared.map((key) => confidenceOf(asked, key, other.form)));
}
