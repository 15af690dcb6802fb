import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { RecordSink } from './record-sink.ts';

export interface RecordFileSettings {
  readonly path: string;
  /** Of the file, with what it held before. Default 256 MiB. */
  readonly maxOctets?: number;
}

/** Octets that may wait for a slow disk. */
const MAX_WAITING = 4_194_304;

/**
 * A file that a recording is appended to; made with mode 0600, since it holds what people dial. Once it
 * is full, or the disk fails or falls behind, nothing more is written.
 */
export class RecordFile implements RecordSink {
  readonly #stream: WriteStream;
  readonly #maxOctets: number;
  #octets: number;
  #isOver = false;

  private constructor(stream: WriteStream, octets: number, maxOctets: number) {
    this.#stream = stream;
    this.#octets = octets;
    this.#maxOctets = maxOctets;
    stream.on('error', () => {
      this.#isOver = true;
    });
  }

  /** Rejects with `invalid-configuration` where the file cannot be opened. */
  static async open({ path, maxOctets = 268_435_456 }: RecordFileSettings): Promise<RecordFile> {
    try {
      const handle = await open(path, 'a', 0o600);
      const { size } = await handle.stat();
      const stream = createWriteStream(path, { fd: handle, flags: 'a' });
      return new RecordFile(stream, size, maxOctets);
    } catch (error) {
      const detail = `the recording cannot be opened: ${(error as Error).message}`;
      throw new CrosspointError('invalid-configuration', detail, {
        cause: error,
        position: { source: path },
      });
    }
  }

  write(line: string): boolean {
    const octets = Buffer.byteLength(line) + 1;
    const isFull = this.#octets + octets > this.#maxOctets;
    if (this.#isOver || isFull || this.#stream.writableLength > MAX_WAITING) {
      this.#isOver = true;
      return false;
    }
    this.#octets += octets;
    this.#stream.write(`${line}\n`);
    return true;
  }

  close(): Promise<void> {
    this.#isOver = true;
    if (this.#stream.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.once('close', () => resolve());
      this.#stream.end();
    });
  }
}
