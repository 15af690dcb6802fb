import { sleep, type Clock } from '../../../src/base/clock.ts';
import type { Board } from '../board.ts';

/** Time on the boards: the machine's own, or as fast as they can be stepped. */
export class DemoTime {
  readonly #clock: Clock;
  readonly #isStepped: boolean;
  readonly #boards: readonly Board[];
  #steppedMs = 0;
  readonly #startedAt: number;

  constructor(clock: Clock, boards: readonly Board[], pace: 'realTime' | 'stepped') {
    this.#clock = clock;
    this.#boards = boards;
    this.#isStepped = pace === 'stepped';
    this.#startedAt = clock.now();
  }

  /** Since the beginning. */
  get ms(): number {
    return this.#isStepped ? this.#steppedMs : this.#clock.now() - this.#startedAt;
  }

  async pass(ms: number): Promise<void> {
    if (!this.#isStepped) {
      await sleep(this.#clock, ms);
      return;
    }
    const until = this.#steppedMs + ms;
    while (this.#steppedMs < until) await this.#step();
  }

  /** Lets time pass until this has settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    if (!this.#isStepped) return promise;
    const progress = { hasSettled: false };
    const settle = (): void => {
      progress.hasSettled = true;
    };
    promise.then(settle, settle);
    await sleep(this.#clock, 0);
    while (!progress.hasSettled) await this.#step();
    return promise;
  }

  async #step(): Promise<void> {
    for (const board of this.#boards) board.step(1);
    this.#steppedMs += this.#boards[0]?.info.blockMs ?? 10;
    // What the boards have told is acted on before they go on.
    await sleep(this.#clock, 0);
  }
}
