import { CrosspointError } from '../base/errors.ts';
import type { Query } from './route.ts';

const LONGEST = 2048;
const MOST_NAMES = 100;

/** The query string of a request, read by what a handler asks for. */
export function readQuery(search: URLSearchParams): Query {
  const text = (name: string): string | undefined => {
    const value = search.get(name);
    if (value === null) return undefined;
    if (value.length > LONGEST) throw refused(name, `at most ${LONGEST} characters`);
    return value;
  };
  return {
    text,
    integer(name, { min, max }) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max)) {
        throw refused(name, `a whole number from ${min} to ${max}`);
      }
      return number;
    },
    oneOf(name, words) {
      const value = text(name);
      const word = words.find((known) => known === value);
      if (value !== undefined && word === undefined) {
        throw refused(name, `one of ${words.join(', ')}`);
      }
      return word;
    },
    list(name) {
      const names = search.getAll(name).join(',').split(',');
      if (names.length > MOST_NAMES) throw refused(name, `at most ${MOST_NAMES} names`);
      return names.filter((item) => item !== '');
    },
  };
}

function refused(name: string, expected: string): CrosspointError {
  return new CrosspointError('invalid-request', `${name} has to be ${expected}`, {
    position: { source: 'query', pointer: `/${name}` },
  });
}
