import { Duplex } from 'node:stream';
import type { CrosspointError } from '../../src/base/errors.ts';
import { native } from './native-errors.ts';
import type { NativeStream } from './native.ts';

/** What is read at once: a tenth of a second. */
const PIECE = 800;

/**
 * The octets that a port hears and sends, in the law of the ports, as a stream of Node: readable, writable, an async iterator. Who
 * reads too slowly loses the oldest, who writes too slowly sends idle; both are counted. Ends when the board is closed, and
 * is destroyed with `board-removed` when it is pulled out.
 */
export class AudioStream extends Duplex {
  readonly #stream: NativeStream;
  #isWanted = false;
  #unsent: { octets: Uint8Array; done: (error?: Error | null) => void } | undefined;

  constructor(stream: NativeStream) {
    // The engine has a buffer of its own; a second one would only add delay.
    super({ readableHighWaterMark: PIECE, writableHighWaterMark: PIECE });
    this.#stream = stream;
  }

  /** How often octets were lost because nobody read them in time. */
  get overruns(): number {
    return this.#stream.overruns();
  }

  /** How many blocks were sent idle, in part or whole, because nothing had been written in time. */
  get underruns(): number {
    return this.#stream.underruns();
  }

  /** Without copies and buffers between: fills `into` with what is there and answers how many octets that are. */
  readInto(into: Uint8Array): number {
    return native(() => this.#stream.read(into));
  }

  /** The same for sending: answers how many octets there was room for. */
  writeFrom(octets: Uint8Array): number {
    return native(() => this.#stream.write(octets));
  }

  /** For the board: the engine has gone on. */
  tick(): void {
    if (this.#isWanted) this.#pull();
    const unsent = this.#unsent;
    if (unsent !== undefined) this.#send(unsent.octets, unsent.done);
  }

  /** For the board: it closes. What was heard until then can still be read. */
  closeByBoard(): void {
    while (this.#stream.readable() > 0) this.#pull();
    this.#isWanted = false;
    this.push(null);
    this.#unsent?.done();
    this.#unsent = undefined;
    this.end();
  }

  /** For the board: it was pulled out. Whoever listens, iterates or pipes is told why; a stream that nobody watches ends no process. */
  breakByBoard(error: CrosspointError): void {
    this.destroy(this.listenerCount('error') > 0 ? error : undefined);
  }

  override _read(): void {
    this.#pull();
  }

  override _write(
    chunk: Uint8Array,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#send(chunk, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.close();
    done(error);
  }

  #pull(): void {
    const there = this.#stream.readable();
    this.#isWanted = there === 0;
    if (there === 0) return;
    const octets = Buffer.allocUnsafe(Math.min(there, PIECE));
    this.push(octets.subarray(0, this.#stream.read(octets)));
  }

  #send(octets: Uint8Array, done: (error?: Error | null) => void): void {
    const left = octets.subarray(this.#stream.write(octets));
    this.#unsent = left.length === 0 ? undefined : { octets: left, done };
    if (left.length === 0) done();
  }
}
