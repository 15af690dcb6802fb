import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';
import { TokenBucket } from '../base/token-bucket.ts';

/** A token bucket for each credential; a second's worth may come at once. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #allowances = new LRUCache<string, TokenBucket>({ max: 10_000 });

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Throws `too-many-requests` where this one is over the rate. */
  take(id: string): void {
    let allowance = this.#allowances.get(id);
    if (allowance === undefined) {
      const perSecond = this.#perSecond;
      allowance = new TokenBucket(this.#clock, { perSecond, burst: perSecond });
      this.#allowances.set(id, allowance);
    }
    if (allowance.take()) return;
    const detail = `more than ${this.#perSecond} requests in a second`;
    throw new CrosspointError('too-many-requests', detail);
  }
}
