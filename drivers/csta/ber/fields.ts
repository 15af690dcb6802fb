import type { Enumeration } from './enumeration.ts';
import { identifierLengthOf } from './header.ts';
import type { BerReader } from './reader.ts';
import type { BerWriter } from './writer.ts';

const CONSTRUCTED = 0x20;

/** How one component goes over the wire: the words that tables of components are written in. */
export interface Field {
  /** What it may begin with; none where it may begin with anything. */
  readonly tags: readonly number[];
  /** Demands that it stands here, and gives the tag that it begins with. */
  expect(r: BerReader): number;
  /** Its tag has been looked at. */
  read(r: BerReader, tag: number): unknown;
  write(w: BerWriter, value: never): void;
}

/** The type of a component under a tag that takes the place of its own. */
function under<T>(
  tag: number,
  read: (r: BerReader, skip: number) => T,
  write: (w: BerWriter, tag: number, value: T) => void,
): Field {
  const skip = identifierLengthOf(tag);
  return {
    tags: [tag],
    expect: (r) => {
      r.expect(tag);
      return tag;
    },
    read: (r) => read(r, skip),
    write: (w, value) => write(w, tag, value),
  };
}

/** A string may come in segments, and has the constructed bit then. */
function string(
  tag: number,
  read: (r: BerReader, skip: number) => string,
  write: (w: BerWriter, tag: number, value: string) => void,
): Field {
  const expect = (r: BerReader): number => {
    r.expectString(tag);
    return tag;
  };
  return { ...under(tag, read, write), tags: [tag, tag | CONSTRUCTED], expect };
}

/** The primitive types by the methods of reader and writer. */
export const primitive = {
  boolean: (tag: number): Field =>
    under(
      tag,
      (r, skip) => r.boolean(skip),
      (w, own, value) => w.boolean(own, value),
    ),
  integer: (tag: number): Field =>
    under(
      tag,
      (r, skip) => r.integer(skip),
      (w, own, value) => w.integer(own, value),
    ),
  null: (tag: number): Field =>
    under(
      tag,
      (r, skip) => r.null(skip),
      (w, own) => w.null(own),
    ),
  objectIdentifier: (tag: number): Field =>
    under(
      tag,
      (r, skip) => r.objectIdentifier(skip),
      (w, own, value) => w.objectIdentifier(own, value),
    ),
  hex: (tag: number): Field =>
    string(
      tag,
      (r, skip) => r.hex(skip),
      (w, own, value) => w.hex(own, value),
    ),
  bits: (tag: number): Field =>
    string(
      tag,
      (r, skip) => r.bits(skip),
      (w, own, value) => w.bits(own, value),
    ),
  text: (tag: number): Field =>
    string(
      tag,
      (r, skip) => r.text(skip),
      (w, own, value) => w.text(own, value),
    ),
  utf8: (tag: number): Field =>
    string(
      tag,
      (r, skip) => r.utf8(skip),
      (w, own, value) => w.utf8(own, value),
    ),
} as const;

export function enumerated<Name extends string>(tag: number, names: Enumeration<Name>): Field {
  return under<Name | number>(
    tag,
    (r, skip) => names.nameOf(r.integer(skip)),
    (w, own, value) => w.integer(own, names.numberOf(value)),
  );
}

/** A type that has functions of its own. */
export const element = under;

/** A CHOICE, whose tag is that of the alternative. */
export function choice<T>(
  tags: readonly number[],
  read: (r: BerReader, tag: number) => T,
  write: (w: BerWriter, value: T) => void,
): Field {
  return { tags, expect: (r) => r.peek(), read, write };
}

/** One element, whatever it is, in hex. */
export const any: Field = choice(
  [],
  (r) => r.raw(),
  (w, value) => w.raw(value),
);

/** A tag around another. */
export function explicit(tag: number, inner: Field): Field {
  return under<never>(
    tag,
    (r, skip) => {
      const entered = r.enter(skip);
      const value = inner.read(r, inner.expect(r));
      r.leave(entered);
      return value as never;
    },
    (w, own, value) => {
      const before = w.size;
      inner.write(w, value);
      w.header(own, before);
    },
  );
}
