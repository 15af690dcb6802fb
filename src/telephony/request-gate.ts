import type { Clock, Timer } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';
import { TokenBucket } from '../base/token-bucket.ts';

export interface RequestGateOptions {
  readonly clock: Clock;
  readonly burst: number;
  /** Requests without an answer at a time. */
  readonly outstanding: number;
  /** Requests that may wait; the next one is refused with `too-many-requests`. */
  readonly waiting: number;
}

interface Waiting {
  readonly start: () => void;
  readonly refuse: (error: CrosspointError) => void;
}

/**
 * The rate towards a switch: a token bucket and a bound on unanswered requests. A PBX that is flooded
 * at start-up with monitor requests drops some of them or the link.
 */
export class RequestGate {
  readonly #options: RequestGateOptions;
  readonly #bucket: TokenBucket;
  #outstanding = 0;
  #queue: Waiting[] = [];
  #timer: Timer | undefined;

  constructor(ratePerSecond: number, options: RequestGateOptions) {
    this.#options = options;
    const { clock, burst } = options;
    this.#bucket = new TokenBucket(clock, { perSecond: ratePerSecond, burst });
  }

  setRate(ratePerSecond: number): void {
    this.#bucket.setRate(ratePerSecond);
    // Whoever waits has a timer that was set by the old rate.
    this.#options.clock.clear(this.#timer);
    this.#timer = undefined;
    this.#pump();
  }

  /** Calls `request` as soon as the rate allows; its outcome is the outcome of this. */
  async run<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    await this.#admission();
    try {
      return await request();
    } finally {
      this.#outstanding -= 1;
      this.#pump();
    }
  }

  /** Refuses everything that waits: the link is gone. */
  clear(error: CrosspointError): void {
    const queue = this.#queue;
    this.#queue = [];
    this.#options.clock.clear(this.#timer);
    this.#timer = undefined;
    for (const { refuse } of queue) refuse(error);
  }

  #admission(): Promise<void> {
    if (this.#queue.length === 0 && this.#take()) return Promise.resolve();
    if (this.#queue.length >= this.#options.waiting) {
      const detail = `${this.#queue.length} requests wait for the switch already`;
      return Promise.reject(new CrosspointError('too-many-requests', detail));
    }
    return new Promise((start, refuse) => {
      this.#queue.push({ start, refuse });
      this.#pump();
    });
  }

  #take(): boolean {
    if (this.#outstanding >= this.#options.outstanding || !this.#bucket.take()) return false;
    this.#outstanding += 1;
    return true;
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#take()) this.#queue.shift()?.start();
    if (this.#queue.length === 0 || this.#timer !== undefined) return;
    // With every answer outstanding the next answer pumps; otherwise the next token does.
    if (this.#outstanding >= this.#options.outstanding) return;
    this.#timer = this.#options.clock.setTimeout(
      () => {
        this.#timer = undefined;
        this.#pump();
      },
      Math.max(1, this.#bucket.untilTokenMs),
    );
  }
}
