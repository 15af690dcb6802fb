import { CODERS, type Coder, LAWS, type Law, numberOf } from './enumerations.ts';
import { native, fromNative } from './native-errors.ts';
import type { Native, NativeSound } from './native.ts';
import { toMs } from './operation.ts';

/** Samples without a header. */
export interface RawFormat {
  readonly coder: Coder;
  /** Samples in a second; 8000 without it. */
  readonly rate?: number;
}

/**
 * Sound in memory, decoded once into what the ports of a board speak; any number of players may play it at the same time. It
 * is freed when nobody has it any more.
 */
export class Sound {
  readonly law: Law;
  /** For the board. */
  readonly handle: NativeSound;

  private constructor(handle: NativeSound, law: Law) {
    this.handle = handle;
    this.law = law;
  }

  /** @throws CrosspointError `unreadable-sound`, with the octet */
  static async fromFile(from: Native, path: string, law: Law): Promise<Sound> {
    try {
      return new Sound(await from.loadSound(path, numberOf(LAWS, law)), law);
    } catch (error) {
      throw fromNative(error, path);
    }
  }

  /** A file in memory, or with `raw` samples without a header. */
  static fromOctets(from: Native, octets: Uint8Array, law: Law, raw?: RawFormat): Sound {
    const { SoundHandle } = from;
    const number = numberOf(LAWS, law);
    const handle = native(() =>
      raw === undefined
        ? new SoundHandle(octets, number)
        : new SoundHandle(octets, number, numberOf(CODERS, raw.coder), raw.rate ?? 8000),
    );
    return new Sound(handle, law);
  }

  get durationMs(): number {
    return toMs(this.handle.frames());
  }

  /** A copy of its octets, in its law. */
  octets(): Buffer {
    return this.handle.octets();
  }
}
