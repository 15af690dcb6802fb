import type { Clock, Timer } from '../../base/clock.ts';

/** A clock that knows which of the timers set through it still wait. */
export class CountedClock implements Clock {
  readonly #clock: Clock;
  readonly #waiting = new Set<Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimeout(action: () => void, delayMs: number): Timer {
    const timer = this.#clock.setTimeout(() => {
      this.#waiting.delete(timer);
      action();
    }, delayMs);
    this.#waiting.add(timer);
    return timer;
  }

  clear(timer: Timer | undefined): void {
    if (timer !== undefined) this.#waiting.delete(timer);
    this.#clock.clear(timer);
  }
}
