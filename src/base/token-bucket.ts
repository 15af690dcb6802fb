import type { Clock } from './clock.ts';

/** A rate with room for a burst: one token for each thing done, refilled as time passes. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #burst: number;
  #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, { perSecond, burst }: { perSecond: number; burst: number }) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = clock.now();
  }

  setRate(perSecond: number): void {
    this.#fill();
    this.#perSecond = perSecond;
  }

  /** Takes a token; false where there is none. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until there is a token, if nobody takes one before. */
  get untilTokenMs(): number {
    return Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond);
  }

  #fill(): void {
    const now = this.#clock.now();
    const gained = ((now - this.#filledAt) * this.#perSecond) / 1000;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#filledAt = now;
  }
}
