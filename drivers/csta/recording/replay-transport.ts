import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { Transport, TransportEvents } from '../transport/transport.ts';
import { toHex, type RecordedChunk, type Recording } from './recording.ts';

/** A write that is not the recorded one. */
export interface ReplayDifference {
  /** Which write since the start, from 0. */
  readonly index: number;
  /** What was recorded, in hexadecimal; absent where nothing more was. */
  readonly expected?: string;
  /** What was written; absent where nothing was until the end. */
  readonly actual?: string;
}

export interface ReplayOptions {
  readonly recording: Recording;
  readonly clock: Clock;
  /** 2 plays in half the time. Default 1. */
  readonly speed?: number;
  /** Whether the line ends, with `link-down`, behind the last chunk. Default true. */
  readonly endsByItself?: boolean;
  /**
   * Whether a write is as good as the recorded one. Default: octet for octet. A caller whose invoke ids
   * or passwords may differ gives its own.
   */
  readonly isSame?: (expected: Uint8Array, actual: Uint8Array) => boolean;
  readonly onDifference?: (difference: ReplayDifference) => void;
}

/** What is received once so many writes have been made. */
interface Playable extends RecordedChunk {
  readonly after: number;
}

/** How much later than recorded a write may come, before what followed it is played without it. */
const PATIENCE_MS = 5_000;

/** Differences that are kept; what comes behind them follows from them. */
const MAX_DIFFERENCES = 100;

/**
 * Plays the octets that a recording received, each at its time and not before what had been written
 * until then has been written again, and holds that against what was written then.
 */
export class ReplayTransport implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  readonly bufferedOctets = 0;
  readonly differences: ReplayDifference[] = [];
  readonly #options: ReplayOptions;
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #toPlay: readonly Playable[];
  readonly #expected: readonly RecordedChunk[];
  readonly #endsAt: number;
  #state: 'new' | 'open' | 'over' = 'new';
  #startedAt = 0;
  #next = 0;
  #written = 0;
  #timer: Timer | undefined;
  /** The next octets are due, and wait for a write. */
  #isHeldBack = false;

  constructor(options: ReplayOptions) {
    const { recording, clock, speed = 1 } = options;
    if (!(speed > 0)) {
      throw new CrosspointError('invalid-configuration', `replay: a speed of ${speed}`);
    }
    this.#options = options;
    this.#clock = clock;
    this.#speed = speed;
    this.#toPlay = playable(recording.chunks);
    this.#expected = recording.chunks.filter(({ dir }) => dir === 'out');
    this.#endsAt = recording.chunks.at(-1)?.t ?? 0;
  }

  open(): Promise<void> {
    if (this.#state !== 'new') {
      return Promise.reject(new CrosspointError('transport-failed', 'replay: opened once only'));
    }
    this.#state = 'open';
    this.#startedAt = this.#clock.now();
    this.#arm();
    return Promise.resolve();
  }

  write(octets: Uint8Array): void {
    if (this.#state !== 'open') return;
    const index = this.#written++;
    if (this.#isHeldBack) this.#arm();
    const expected = this.#expected[index]?.octets;
    const { isSame = isEqual } = this.#options;
    if (expected === undefined) this.#differ({ index, actual: toHex(octets) });
    else if (!isSame(expected, octets)) {
      this.#differ({ index, expected: toHex(expected), actual: toHex(octets) });
    }
  }

  close(): Promise<void> {
    this.#state = 'over';
    this.#clock.clear(this.#timer);
    return Promise.resolve();
  }

  #arm(): void {
    const t = this.#toPlay[this.#next]?.t ?? this.#endsAt;
    const dueAt = this.#startedAt + t / this.#speed;
    this.#isHeldBack = false;
    this.#clock.clear(this.#timer);
    this.#timer = this.#clock.setTimeout(
      () => this.#play(),
      Math.max(0, dueAt - this.#clock.now()),
    );
  }

  #play(): void {
    const chunk = this.#toPlay[this.#next];
    if (chunk !== undefined && chunk.after > this.#written && !this.#isHeldBack) {
      this.#isHeldBack = true;
      this.#timer = this.#clock.setTimeout(() => this.#play(), PATIENCE_MS);
      return;
    }
    this.#isHeldBack = false;
    if (chunk === undefined) {
      this.#end();
      return;
    }
    this.#next += 1;
    this.events.emit('data', chunk.octets.slice(), this.#clock.now());
    if (this.#state === 'open') this.#arm();
  }

  #end(): void {
    for (let index = this.#written; index < this.#expected.length; index += 1) {
      this.#differ({ index, expected: toHex((this.#expected[index] as RecordedChunk).octets) });
    }
    if (this.#options.endsByItself === false) return;
    this.#state = 'over';
    this.events.emit('closed', new CrosspointError('link-down', 'replay: the recording is over'));
  }

  #differ(difference: ReplayDifference): void {
    if (this.differences.length >= MAX_DIFFERENCES) return;
    this.differences.push(difference);
    this.#options.onDifference?.(difference);
  }
}

function isEqual(expected: Uint8Array, actual: Uint8Array): boolean {
  return (
    expected.length === actual.length && expected.every((octet, index) => octet === actual[index])
  );
}

function playable(chunks: readonly RecordedChunk[]): readonly Playable[] {
  let after = 0;
  const found: Playable[] = [];
  for (const chunk of chunks) {
    if (chunk.dir === 'out') after += 1;
    else found.push({ ...chunk, after });
  }
  return found;
}
