/** Which of the matches is meant, and the attached data that says so. */
import type { Call, ContactMatch, ScreenPopOffered } from '../../schemas/generated/types.ts';

/**
 * The key of the attached data that names the customer an agent has chosen among several. It follows
 * the call, so that every tab and whoever the call is transferred to see the same choice.
 */
export const CONTACT_KEY = 'contact';

export function chosenMatch(pop: ScreenPopOffered, call: Call): ContactMatch | undefined {
  const { matches } = pop;
  const named = matches.find(({ contact }) => contact.id === call.data[CONTACT_KEY]);
  return named ?? (matches.length === 1 ? matches[0] : undefined);
}

/** The customer's page; only addresses that a browser opens as a page. */
export function pageOf({ url, contact }: ContactMatch): string | undefined {
  const page = url ?? contact.url;
  return page !== undefined && /^https?:\/\//i.test(page) ? page : undefined;
}

/** A value as it is edited. */
export function writeValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was typed, as the same kind of value as before where it can be read as one. */
export function readLike(before: unknown, text: string): unknown {
  if (typeof before === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
