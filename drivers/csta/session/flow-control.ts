import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { TokenBucket } from '../../../src/base/token-bucket.ts';

/** How much a switch takes at once. */
export interface FlowLimits {
  /** Requests that may be without an answer at the same time. */
  readonly outstanding: number;
  readonly perSecond: number;
  /** The rate until the link has been synchronised, when many monitors are started at once. */
  readonly startUpPerSecond: number;
  /** Requests that may wait for their turn; one more is refused. */
  readonly waiting: number;
}

interface Waiting {
  readonly start: () => void;
  readonly fail: (error: CrosspointError) => void;
}

/** Lets requests through one after the other: no more at once and no faster than the switch takes. */
export class FlowControl {
  readonly #clock: Clock;
  readonly #limits: FlowLimits;
  readonly #bucket: TokenBucket;
  readonly #waiting: Waiting[] = [];
  #outstanding = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, limits: FlowLimits) {
    this.#clock = clock;
    this.#limits = limits;
    const burst = Math.max(1, Math.min(limits.outstanding, limits.startUpPerSecond));
    this.#bucket = new TokenBucket(clock, { perSecond: limits.startUpPerSecond, burst });
  }

  /** The start is over: the full rate from now on. */
  speedUp(): void {
    this.#bucket.setRate(this.#limits.perSecond);
  }

  /** Resolves when it is this request's turn; `leave` has to be called when it is over. */
  enter(): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting) {
      const what = `${this.#limits.waiting} requests are waiting for the switch already`;
      return Promise.reject(new CrosspointError('resource-busy', what));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ start: resolve, fail: reject });
      this.#admit();
    });
  }

  leave(): void {
    this.#outstanding -= 1;
    this.#admit();
  }

  close(error: CrosspointError): void {
    this.#clock.clear(this.#timer);
    for (const { fail } of this.#waiting.splice(0)) fail(error);
  }

  #admit(): void {
    while (this.#waiting.length > 0 && this.#outstanding < this.#limits.outstanding) {
      if (!this.#bucket.take()) {
        this.#comeBack();
        return;
      }
      this.#outstanding += 1;
      this.#waiting.shift()?.start();
    }
  }

  #comeBack(): void {
    this.#clock.clear(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#admit(), this.#bucket.untilTokenMs);
  }
}
