import type { XmlIn } from './xml-in.ts';
import type { XmlOut } from './xml-out.ts';

/** How one value goes into an element of a given name, and comes out of it. */
export interface Form<V> {
  write(out: XmlOut, name: string, value: V): void;
  read(from: XmlIn): V;
}

/** How the parts of a value go into the content of an element that is open. */
export interface Shape<T> {
  write(out: XmlOut, value: T): void;
  read(from: XmlIn): T;
}

/** One part of a `Shape`, in the order of the schema. */
export interface Member<T> {
  write(out: XmlOut, value: T): void;
  read(from: XmlIn): Partial<T>;
}

export const nothing: Shape<undefined> = { write: () => {}, read: () => undefined };

export function shape<T extends object>(...members: readonly Member<T>[]): Shape<T> {
  return {
    write: (out, value) => {
      for (const member of members) member.write(out, value);
    },
    read: (from) => {
      const read: Partial<T> = {};
      for (const member of members) Object.assign(read, member.read(from));
      return read as T;
    },
  };
}

/**
 * A part that the message means nothing without; its absence is `malformed-frame`. The first name is
 * written, any is read.
 */
export function need<T, K extends keyof T & string>(
  key: K,
  names: string | readonly [string, ...string[]],
  form: Form<NonNullable<T[K]>>,
): Member<T> {
  const all = typeof names === 'string' ? ([names] as const) : names;
  return {
    write: (out, value) => writePart(out, all[0], value[key], form),
    read: (from) => one(key, form.read(from.need(...all))),
  };
}

/** A part that may be missing. */
export function may<T, K extends keyof T & string>(
  key: K,
  names: string | readonly [string, ...string[]],
  form: Form<NonNullable<T[K]>>,
): Member<T> {
  const all = typeof names === 'string' ? ([names] as const) : names;
  return {
    write: (out, value) => writePart(out, all[0], value[key], form),
    read: (from) => {
      const child = from.child(...all);
      return child === undefined ? {} : one(key, form.read(child));
    },
  };
}

/** A part that may be missing and then has a value all the same. */
export function otherwise<T, K extends keyof T & string>(
  key: K,
  names: string | readonly [string, ...string[]],
  form: Form<NonNullable<T[K]>>,
  missing: NonNullable<T[K]>,
): Member<T> {
  const part = may<T, K>(key, names, form);
  return {
    write: (out, value) => part.write(out, value),
    read: (from) => ({ ...one<T, K>(key, missing), ...part.read(from) }),
  };
}

/** What the schema asks for and the neutral message does not know. */
export function fixed<T>(name: string, text: string): Member<T> {
  return { write: (out) => out.leaf(name, text), read: () => ({}) };
}

/** A value in an element of its own. */
export function inElement<T>(content: Shape<T>): Form<T> {
  return {
    write: (out, name, value) => out.group(name, () => content.write(out, value)),
    read: (from) => content.read(from),
  };
}

/** A value one element deeper. */
export function inside<V>(name: string, form: Form<V>): Form<V> {
  return {
    write: (out, outer, value) => out.group(outer, () => form.write(out, name, value)),
    read: (from) => form.read(from.need(name)),
  };
}

/** A list of elements of one name in an element of its own. */
export function listOf<V>(item: string, form: Form<V>): Form<readonly V[]> {
  return {
    write: (out, name, values) => {
      out.group(name, () => {
        for (const value of values) form.write(out, item, value);
      });
    },
    read: (from) => from.children(item).map((child) => form.read(child)),
  };
}

function writePart<V>(out: XmlOut, name: string, value: V, form: Form<NonNullable<V>>): void {
  if (value !== undefined && value !== null) form.write(out, name, value);
}

function one<T, K extends keyof T>(key: K, value: T[K]): Partial<T> {
  return { [key]: value } as unknown as Partial<T>;
}
