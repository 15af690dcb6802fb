import { Null, type Codec } from '../ber/codec.ts';

const NULL_TAG = 0x05;

/**
 * The same type, or NULL: switches acknowledge with NULL where the standard has a result whose every
 * component is optional, and some where it has not.
 */
export function orNull<T>(codec: Codec<T>): Codec<T | null> {
  return {
    name: codec.name,
    decode: (reader) => (reader.peek() === NULL_TAG ? Null.decode(reader) : codec.decode(reader)),
    encode: (writer, value) => {
      if (value === null) Null.encode(writer, null);
      else codec.encode(writer, value);
    },
  };
}
