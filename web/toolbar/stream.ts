import { delayBefore } from './backoff.ts';
import type { Frame, Link } from './state.ts';

/** What a socket tells. */
export interface SocketListener {
  readonly opened: () => void;
  readonly message: (data: string) => void;
  readonly closed: () => void;
}

/** As much of a browser's WebSocket as is needed. */
export interface Socket {
  close(): void;
}

/** What the stream client needs of its surroundings. */
export interface StreamOptions {
  /** Opens `/v1/stream` with this query. */
  readonly open: (query: string, listener: SocketListener) => Socket;
  readonly onFrame: (frame: Frame) => void;
  readonly onLink: (link: Link) => void;
  /** The socket was closed before it opened: the token may be the reason, which a browser hides. */
  readonly onRefused: () => void;
  /** True where the journal has a later event than this one. */
  readonly isBehind: (sequence: number) => Promise<boolean>;
  /** Calls back once; returns what calls it off. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
}

/** Opening takes no longer than this, or is tried anew. */
const OPEN_MS = 10_000;
/**
 * A browser does not show the server's pings, so a dead connection looks like a quiet one. After this
 * much silence the journal is asked whether there was anything to hear.
 */
const SILENCE_MS = 20_000;

/**
 * The event stream that survives everything: it knows the last sequence it has handed on, and after any
 * loss goes on from there. Frames are handed on in order, each event once.
 *
 *     closed ─start▶ opening ─open▶ live ─close, silence▶ waiting ─delay, wake▶ opening
 */
export class StreamClient {
  readonly #options: StreamOptions;
  #socket: Socket | undefined;
  #generation = 0;
  #cancelTimer: () => void = () => {};
  #sequence: number | undefined;
  #attempt = 0;
  #isStopped = true;
  #isOffline = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isStopped = false;
    this.#options.onLink({ state: 'connecting' });
    this.#open();
  }

  stop(): void {
    this.#isStopped = true;
    this.#drop();
  }

  /**
   * The machine has slept, the page was frozen or the network has changed: whatever the socket believes,
   * it is opened anew, at once. Resuming costs nothing where nothing was lost.
   */
  wake(): void {
    if (this.#isStopped) return;
    this.#isOffline = false;
    this.#attempt = 0;
    this.#lose({ isImmediate: true });
  }

  /** The browser says there is no network: waits for `wake`, however long that takes. */
  offline(): void {
    if (this.#isStopped) return;
    this.#isOffline = true;
    this.#drop();
    this.#options.onLink({ state: 'reconnecting', attempt: this.#attempt, isOffline: true });
  }

  #open(): void {
    const query = this.#sequence === undefined ? '' : `?after=${this.#sequence}`;
    // What an abandoned socket still has to say is not heard.
    const generation = ++this.#generation;
    const ifCurrent = (run: () => void) => () => {
      if (generation === this.#generation) run();
    };
    let isOpen = false;
    this.#socket = this.#options.open(query, {
      opened: ifCurrent(() => {
        isOpen = true;
        this.#live();
      }),
      message: (data) => ifCurrent(() => this.#take(data))(),
      closed: ifCurrent(() => {
        if (!isOpen) this.#options.onRefused();
        this.#lose({ isImmediate: false });
      }),
    });
    this.#setTimer(OPEN_MS, () => this.#lose({ isImmediate: false }));
  }

  #live(): void {
    // A first stream is live with its snapshot, a resumed one at once: what was missed follows.
    if (this.#sequence !== undefined) this.#options.onLink({ state: 'live' });
    this.#listen();
  }

  #take(data: string): void {
    const frame = JSON.parse(data) as Frame;
    this.#attempt = 0;
    this.#listen();
    if ('event' in frame) {
      const { sequence } = frame.event;
      if (this.#sequence !== undefined && sequence <= this.#sequence) return;
      this.#sequence = sequence;
    }
    const isFirst = this.#sequence === undefined;
    if ('snapshot' in frame) this.#sequence = frame.snapshot.sequence;
    this.#options.onFrame(frame);
    if (isFirst && 'snapshot' in frame) this.#options.onLink({ state: 'live' });
  }

  /** Restarts the watch for silence. */
  #listen(): void {
    this.#setTimer(SILENCE_MS, () => void this.#suspect());
  }

  async #suspect(): Promise<void> {
    const generation = this.#generation;
    const heard = this.#sequence;
    const isDead = heard === undefined || (await this.#isBehind(heard));
    if (generation !== this.#generation) return;
    // What was on its way while the question was under way has been heard by now.
    if (isDead && this.#sequence === heard) this.#lose({ isImmediate: true });
    else this.#listen();
  }

  async #isBehind(sequence: number): Promise<boolean> {
    try {
      return await this.#options.isBehind(sequence);
    } catch {
      return true;
    }
  }

  #lose({ isImmediate }: { readonly isImmediate: boolean }): void {
    if (this.#isStopped || this.#isOffline) return;
    this.#drop();
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#options.onLink({ state: 'reconnecting', attempt, isOffline: false });
    if (isImmediate) this.#open();
    else this.#setTimer(delayBefore(attempt, this.#options.random), () => this.#open());
  }

  #drop(): void {
    this.#cancelTimer();
    this.#generation += 1;
    this.#socket?.close();
    this.#socket = undefined;
  }

  #setTimer(ms: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.after(ms, run);
  }
}
