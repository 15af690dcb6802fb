import type { ErrorCode } from '../base/errors.ts';
import { CrosspointError } from '../base/errors.ts';

/** Levels of objects and lists in a body. */
export const DEEPEST = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The value of a JSON body. It has to be what every reader understands alike (I-JSON, RFC 7493): UTF-8,
 * no name twice in one object, no half of a surrogate pair. Throws `malformed-json` or
 * `invalid-request` with the place: `JSON.parse` names none in half of its messages.
 */
export function readJson(body: Uint8Array): unknown {
  const text = decode(body);
  new Scan(text).document();
  return JSON.parse(text);
}

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new CrosspointError('malformed-json', 'the body is not UTF-8', {
      position: { source: 'body' },
      cause: error,
    });
  }
}

const SPACE = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- a string in JSON holds none of them
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** Goes over a text once by the grammar of RFC 8259 and stops at the first fault. */
class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value(1);
    this.#skip(SPACE);
    if (this.#at < this.#text.length) throw this.#fault('there is more after the value');
  }

  #value(depth: number): void {
    this.#skip(SPACE);
    const first = this.#text[this.#at];
    if (first === '"') this.#string();
    else if (first === '{') this.#object(depth);
    else if (first === '[') this.#list(depth);
    else if (!this.#skip(SCALAR)) throw this.#fault('a value is expected');
  }

  #object(depth: number): void {
    this.#enter(depth);
    if (this.#take('}')) return;
    const names = new Set<string>();
    do {
      this.#skip(SPACE);
      const start = this.#at;
      if (this.#text[start] !== '"') throw this.#fault('a name in quotes is expected');
      const name = this.#string();
      if (names.has(name)) {
        throw this.#fault('the same name twice in one object', 'invalid-request', start);
      }
      names.add(name);
      if (!this.#take(':')) throw this.#fault('a colon is expected');
      this.#value(depth + 1);
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#fault('a comma or } is expected');
  }

  #list(depth: number): void {
    this.#enter(depth);
    if (this.#take(']')) return;
    do this.#value(depth + 1);
    while (this.#take(','));
    if (!this.#take(']')) throw this.#fault('a comma or ] is expected');
  }

  #enter(depth: number): void {
    if (depth > DEEPEST) {
      throw this.#fault(`nested deeper than ${DEEPEST} levels`, 'invalid-request');
    }
    this.#at += 1;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    do this.#skip(PLAIN);
    while (this.#skip(ESCAPE));
    if (this.#text[this.#at] !== '"') throw this.#fault('a string does not end well');
    this.#at += 1;
    const literal = this.#text.slice(start, this.#at);
    if (!literal.includes('\\')) return literal.slice(1, -1);
    const value = JSON.parse(literal) as string;
    if (value.isWellFormed()) return value;
    throw this.#fault('half of a surrogate pair', 'invalid-request', start);
  }

  /** True, and past it, where this character is the next. */
  #take(character: string): boolean {
    this.#skip(SPACE);
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fault(what: string, code: ErrorCode = 'malformed-json', at = this.#at): CrosspointError {
    const before = this.#text.slice(0, at).split('\n');
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    const where = at >= this.#text.length ? 'at its end' : `at line ${line}, column ${column}`;
    const position = { source: 'body', offset: at, line, column };
    return new CrosspointError(code, `the body is not right ${where}: ${what}`, { position });
  }
}
