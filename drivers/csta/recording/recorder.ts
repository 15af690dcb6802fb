import type { Clock } from '../../../src/base/clock.ts';
import { silentLog, type Log } from '../../../src/base/log.ts';
import type { RecordSink } from './record-sink.ts';
import { chunkLine, headerLine, type Direction } from './recording.ts';

export interface RecorderOptions {
  readonly sink: RecordSink;
  readonly clock: Clock;
  /** The profile or the settings that the line is used with. */
  readonly name: string;
  readonly log?: Log;
}

/**
 * Writes down what passes over one line: a header at once, then every chunk. Where the sink takes no
 * more it says so once in the log and stops; the line itself is never held up or ended by it.
 */
export class Recorder {
  readonly #sink: RecordSink;
  readonly #log: Log;
  readonly #startedAt: number;
  #isOver = false;

  constructor({ sink, clock, name, log = silentLog }: RecorderOptions) {
    this.#sink = sink;
    this.#log = log;
    this.#startedAt = clock.now();
    this.#write(headerLine(name, this.#startedAt));
  }

  /** True until the sink took no more, or `close`. */
  get isRecording(): boolean {
    return !this.#isOver;
  }

  /** `at` is the clock's time; the octets may be used again afterwards. */
  record(dir: Direction, octets: Uint8Array, at: number): void {
    if (this.#isOver) return;
    this.#write(chunkLine({ t: Math.max(0, at - this.#startedAt), dir, octets }));
  }

  close(): Promise<void> {
    this.#isOver = true;
    return this.#sink.close();
  }

  #write(line: string): void {
    if (this.#sink.write(line)) return;
    this.#isOver = true;
    this.#log.warn('the recording of the link has stopped: the file is full or cannot be written');
  }
}
