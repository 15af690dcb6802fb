import { identifierLengthOf } from './header.ts';
import type { BerReader } from './reader.ts';
import type { BerWriter } from './writer.ts';

/**
 * How one ASN.1 type goes over the wire. Every top-level type of modules/*.asn1 has one in generated/,
 * under the name of the type: `MakeCallArgument` is the type and its codec.
 */
export interface Codec<T> {
  readonly name: string;
  /** The element at the reader's position, its tag included; throws `malformed-frame`. */
  decode(reader: BerReader): T;
  /** Throws `invalid-request` for a text or number that the type cannot carry. */
  encode(writer: BerWriter, value: T): void;
}

/** The codec of a type with a tag of its own; `read` takes how many octets the identifier has. */
export function codecOf<T>(
  name: string,
  tag: number,
  read: (reader: BerReader, skip: number) => T,
  write: (writer: BerWriter, tag: number, value: T) => void,
): Codec<T> {
  const skip = identifierLengthOf(tag);
  return {
    name,
    decode: (reader) => {
      reader.expect(tag);
      return read(reader, skip);
    },
    encode: (writer, value) => write(writer, tag, value),
  };
}

/** The codec of a CHOICE, whose tag is that of the alternative. */
export function choiceOf<T>(
  name: string,
  read: (reader: BerReader, tag: number) => T,
  write: (writer: BerWriter, value: T) => void,
): Codec<T> {
  return { name, decode: (reader) => read(reader, reader.peek()), encode: write };
}

/** NULL: the result of a service that only says yes. */
export const Null: Codec<null> = {
  name: 'NULL',
  decode: (reader) => {
    reader.expect(0x05);
    return reader.null(1);
  },
  encode: (writer) => writer.null(0x05),
};

/** ANY: one element, whatever it is, as upper-case hex. */
export const Any: Codec<string> = {
  name: 'ANY',
  decode: (reader) => reader.raw(),
  encode: (writer, value) => writer.raw(value),
};
