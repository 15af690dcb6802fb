/** Editions of ECMA-323 that are spoken; any is read. */
export type Edition = 3 | 4 | 5 | 6;

/** ECMA-354: the application session. */
export const SESSION_NAMESPACE =
  'http://www.ecma-international.org/standards/ecma-354/appl_session';

/** What an element is bound to where the sender leaves the namespace out, as some do. */
const NONE = '';
const STANDARD = /\/ecma-3(?:23|54)\//i;

export function editionNamespace(edition: Edition): string {
  return `http://www.ecma-international.org/standards/ecma-323/csta/ed${edition}`;
}

/** The edition that a namespace names, ed2 of `www.ecma.ch` included. */
export function editionOf(namespace: string): number | undefined {
  const match = /\/ecma-323\/csta\/ed(\d{1,2})(?:\/|$)/i.exec(namespace);
  return match === null ? undefined : Number(match[1]);
}

/**
 * May a message be of this namespace? Beside the standard's own there are those of makers
 * (`http://www.avaya.com/csta`), and documents without any.
 */
export function isMessageNamespace(namespace: string): boolean {
  return namespace === NONE || STANDARD.test(namespace) || /csta/i.test(namespace);
}

/** May an element of this namespace be a part of a message, whose root is of `root`? */
export function isPartNamespace(namespace: string, root: string): boolean {
  return namespace === NONE || namespace === root || STANDARD.test(namespace);
}
