import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';
import { toProblem } from '../base/problem.ts';
import type { EventFilter } from '../journal/event-filter.ts';
import type { Journal } from '../journal/journal.ts';
import type { FanOut } from './fan-out.ts';
import { textFrame } from './frames.ts';

export interface StreamClientOptions {
  readonly webSocket: WebSocket;
  /** The socket under it: whole frames are written to it directly, many in one write. */
  readonly socket: Duplex;
  readonly filter: EventFilter;
  /** Where to resume; undefined for a first connect. */
  readonly after: number | undefined;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly fanOut: FanOut;
  readonly queueLimitBytes: number;
  /** Everything as it is at the journal's last sequence. */
  readonly takeSnapshot: () => { readonly sequence: number };
}

const PAGE = 500;
export const CLOSE_SLOW = 4008;
const CLOSE_UNEXPECTED = 1008;

/** One client of the stream: snapshot or resume, then live, cut off when it reads too slowly. */
export class StreamClient {
  readonly #options: StreamClientOptions;
  #leave: (() => void) | undefined;
  #isOpen = true;
  isAlive = true;

  constructor(options: StreamClientOptions) {
    this.#options = options;
    const { webSocket } = options;
    webSocket.on('pong', () => {
      this.isAlive = true;
    });
    webSocket.on('message', () => {
      const error = new CrosspointError('unexpected-message', 'this stream only sends');
      this.#refuse(error, CLOSE_UNEXPECTED);
    });
    webSocket.on('close', () => this.#end());
    // Malformed frames: ws answers with the right close code itself.
    webSocket.on('error', () => this.#end());
  }

  async start(): Promise<void> {
    const { journal, after } = this.#options;
    const oldest = journal.oldestSequence;
    const isKept =
      after !== undefined && after <= journal.durableSequence && after + 1 >= Math.max(1, oldest);
    if (isKept) {
      await this.#catchUp(after);
      return;
    }
    if (after !== undefined) this.#send({ gap: { after, oldest } });
    const snapshot = this.#options.takeSnapshot();
    await journal.settled();
    this.#send({ snapshot });
    await this.#catchUp(snapshot.sequence);
  }

  ping(): void {
    if (!this.isAlive) {
      this.terminate();
      return;
    }
    this.isAlive = false;
    this.#options.webSocket.ping();
  }

  /** The server stops: the client may resume elsewhere or later. */
  close(error: CrosspointError, code: number): void {
    this.#refuse(error, code);
  }

  terminate(): void {
    this.#options.webSocket.terminate();
  }

  /** Reads what the client has missed, at the client's pace, and goes live without a seam. */
  async #catchUp(from: number): Promise<void> {
    const { journal, filter, fanOut, socket, clock } = this.#options;
    let position = from;
    while (this.#isOpen && position < journal.durableSequence) {
      const { events, nextAfter } = journal.read(position, PAGE, filter);
      position = nextAfter;
      const frames = events.map(({ json }) => textFrame(`{"event":${json}}`));
      const isRoomy = frames.length === 0 || socket.write(Buffer.concat(frames));
      await (isRoomy ? sleep(clock, 0) : this.#drained());
    }
    if (!this.#isOpen) return;
    this.#leave = fanOut.join(filter, { write: (frames) => this.#write(frames) });
  }

  #write(frames: Buffer): void {
    const { socket, queueLimitBytes } = this.#options;
    // What waits already counts, not what comes: a big round alone makes nobody slow.
    if (socket.writableLength > queueLimitBytes) {
      const error = new CrosspointError('slow-consumer', 'events came faster than they were read');
      this.#refuse(error, CLOSE_SLOW);
      return;
    }
    socket.write(frames);
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const { socket } = this.#options;
      const done = () => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }

  #send(message: object): void {
    if (this.#isOpen) this.#options.socket.write(textFrame(JSON.stringify(message)));
  }

  #refuse(error: CrosspointError, code: number): void {
    if (!this.#isOpen) return;
    this.#send({ problem: toProblem(error) });
    this.#end();
    this.#options.webSocket.close(code, error.code);
  }

  #end(): void {
    this.#isOpen = false;
    this.#leave?.();
    this.#leave = undefined;
  }
}
