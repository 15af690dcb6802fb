import { octetsOf, textOf } from './octet-text.ts';

/** Number and name in one text: `N<7049>Ada` (ECMA-269 §12.3.10, switching function representation). */
const NAMED = /^N<([^>]*)>(.+)$/su;

interface Person {
  readonly number: string;
  readonly name: string;
}

/** May an IA5String carry this? */
export function isIa5(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

/** A name that an IA5String cannot carry goes as octets, with the number. */
export function personOctets({ number, name }: Person): string {
  return octetsOf(`N<${number}>${name}`);
}

export function personOf(text: string): Person | undefined {
  const [, number, name] = NAMED.exec(text) ?? [];
  return number === undefined || name === undefined ? undefined : { number, name };
}

/** Only what `personOctets` would have written; any other such text stays as the switch has said it. */
export function personIn(octets: string): Person | undefined {
  // `N<`, since most octets are no such text.
  if (!octets.startsWith('4E3C')) return undefined;
  const person = personOf(textOf(octets));
  const isOurs = person !== undefined && (person.number === '' || !isIa5(person.name));
  return isOurs && personOctets(person) === octets ? person : undefined;
}
