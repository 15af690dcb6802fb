import { fromHexBinary, fromTypedHexBinary, toHexBinary } from './hex-text.ts';
import type { Form } from './shape.ts';

export const text: Form<string> = {
  write: (out, name, value) => out.leaf(name, value),
  read: (from) => from.text,
};

/** A text whose white space counts. */
export const exactText: Form<string> = {
  write: (out, name, value) => out.leaf(name, value),
  read: (from) => from.element.text,
};

export const integer: Form<number> = {
  write: (out, name, value) => out.leaf(name, String(value)),
  read: (from) => {
    const value = Number(from.text);
    if (!/^[+-]?\d+$/.test(from.text) || !Number.isSafeInteger(value)) {
      throw from.malformed(`no number in ${from.element.name}`);
    }
    return value;
  },
};

/** Milliseconds where the standard counts seconds. */
export const seconds: Form<number> = {
  write: (out, name, value) => out.leaf(name, String(Math.round(value / 1_000))),
  read: (from) => integer.read(from) * 1_000,
};

export const truth: Form<boolean> = {
  write: (out, name, value) => out.leaf(name, String(value)),
  read: (from) => {
    switch (from.text) {
      case 'true':
      case '1':
        return true;
      case 'false':
      case '0':
        return false;
      default:
        throw from.malformed(`neither true nor false in ${from.element.name}`);
    }
  },
};

/** xsd:hexBinary that people type: account codes and passwords. */
export const typedHex: Form<string> = {
  write: (out, name, value) => out.leaf(name, toHexBinary(value)),
  read: (from) => fromTypedHexBinary(from.text),
};

/**
 * CorrelatorData and UserData (ECMA-323): `<string>` with hexadecimal. Without it around, and as plain
 * text, it is read too.
 */
export const stringData: Form<string> = {
  write: (out, name, value) => out.group(name, () => out.leaf('string', toHexBinary(value))),
  read: (from) => fromHexBinary((from.child('string') ?? from).text),
};

/** Words of the neutral message and of the schema; the first word for a value is the one written. */
export function words<V extends string>(
  table: Readonly<Record<V, string | readonly [string, ...string[]]>>,
): Form<V> {
  const written = new Map<string, string>();
  const read = new Map<string, V>();
  for (const [value, names] of Object.entries<string | readonly [string, ...string[]]>(table)) {
    const all = typeof names === 'string' ? ([names] as const) : names;
    written.set(value, all[0]);
    for (const name of all) read.set(name, value as V);
  }
  return {
    write: (out, name, value) => out.leaf(name, written.get(value) ?? value),
    read: (from) => {
      const value = read.get(from.text);
      if (value === undefined) {
        throw from.malformed(`${from.element.name} is '${from.text.slice(0, 40)}'`);
      }
      return value;
    },
  };
}
