import { isDeepStrictEqual } from 'node:util';
import { CrosspointError, toCrosspointError } from '../../../src/base/errors.ts';

/** A JSON object: what a frame says, for people to read and change. */
export type FrameJson = Readonly<Record<string, unknown>>;

/** How the frames of one protocol are read and written. */
export interface FrameTool {
  /** @throws {CrosspointError} `malformed-frame` with the offset */
  decode(octets: Uint8Array): FrameJson;
  /** The octets of what `decode` gave, or of what was made of it. */
  encode(json: FrameJson): Uint8Array;
}

/** What one protocol says; the rest is the same for all. */
export interface FrameWords {
  readonly protocol: string;
  /** The members that say something; two frames in which they are the same say the same. */
  readonly meaning: readonly string[];
  readonly read: (octets: Uint8Array) => FrameJson;
  readonly write: (json: FrameJson) => Uint8Array;
}

/**
 * A tool that gives back the very octets. Where they are not those that writing afresh would give (a long form of a
 * length, a checksum that is wrong), the member `encoding` has them as they came, and they hold as long as nothing else
 * was changed: a value that was edited is written afresh.
 */
export function frameTool({ protocol, meaning, read, write }: FrameWords): FrameTool {
  return {
    decode(octets) {
      const json = { protocol, octets: octets.length, ...read(octets) };
      return isRewritten(json, octets) ? json : { ...json, encoding: toHex(octets) };
    },
    encode(json) {
      if (json['protocol'] !== undefined && json['protocol'] !== protocol) {
        const what = `this is no frame of ${protocol}`;
        throw new CrosspointError('invalid-request', what);
      }
      const { encoding } = json;
      if (typeof encoding === 'string') {
        const octets = fromHex(encoding);
        const before = read(octets);
        const isUnchanged = meaning.every((name) =>
          isDeepStrictEqual(plain(before[name]), json[name]),
        );
        if (isUnchanged) return octets;
      }
      return written(json);
    },
  };

  /** What a person wrote may be of any shape. */
  function written(json: FrameJson): Uint8Array {
    try {
      return write(json);
    } catch (error) {
      if (error instanceof CrosspointError) throw error;
      const what = `this is no frame of ${protocol}: ${(error as Error).message}`;
      throw new CrosspointError('invalid-request', what, { cause: error });
    }
  }

  function isRewritten(json: FrameJson, octets: Uint8Array): boolean {
    try {
      return Buffer.compare(write(json), octets) === 0;
    } catch {
      return false;
    }
  }
}

/** As it is after a way through text. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase();
}

/** @throws {CrosspointError} `malformed-frame` with the offset in octets; blanks and `0x` are passed over */
export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/0x|[\s:,-]/gi, '');
  const bad = digits.search(/[^0-9a-f]/i);
  if (bad >= 0 || digits.length % 2 === 1) {
    const offset = Math.floor((bad < 0 ? digits.length : bad) / 2);
    const what = bad < 0 ? 'half an octet at the end' : `${digits[bad]} is no hexadecimal digit`;
    throw new CrosspointError('malformed-frame', what, { position: { offset } });
  }
  return Buffer.from(digits, 'hex');
}

/** What is printed in place of a frame that cannot be read. */
export function errorJson(error: unknown): FrameJson {
  const { code, detail, position } = toCrosspointError(error);
  // A line of text is counted in columns from 1.
  const offset = position?.offset ?? (position?.column ?? 1) - 1;
  return { error: { code, message: detail, offset } };
}
