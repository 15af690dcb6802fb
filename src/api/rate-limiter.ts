import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';

interface Allowance {
  tokens: number;
  filledAt: number;
}

/** A token bucket for each credential; a second's worth may come at once. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #allowances = new LRUCache<string, Allowance>({ max: 10_000 });

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Throws `too-many-requests` where this one is over the rate. */
  take(id: string): void {
    const now = this.#clock.now();
    let allowance = this.#allowances.get(id);
    if (allowance === undefined) {
      allowance = { tokens: this.#perSecond, filledAt: now };
      this.#allowances.set(id, allowance);
    }
    const gained = ((now - allowance.filledAt) * this.#perSecond) / 1000;
    allowance.tokens = Math.min(this.#perSecond, allowance.tokens + gained);
    allowance.filledAt = now;
    if (allowance.tokens < 1) {
      const detail = `more than ${this.#perSecond} requests in a second`;
      throw new CrosspointError('too-many-requests', detail);
    }
    allowance.tokens -= 1;
  }
}
