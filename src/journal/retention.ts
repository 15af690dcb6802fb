import type { JournalConfiguration } from '../../schemas/generated/types.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Journal } from './journal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ROUND_MS = 60_000;
const SLICE_MS = 50;

/** Drops what the journal need not keep, a slice at a time so that nobody waits for it. */
export class Retention {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #limits: Required<JournalConfiguration>;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(journal: Journal, clock: Clock, limits: Required<JournalConfiguration>) {
    this.#journal = journal;
    this.#clock = clock;
    this.#limits = limits;
  }

  start(): void {
    this.#schedule(ROUND_MS);
  }

  stop(): void {
    this.#isStopped = true;
    this.#clock.clear(this.#timer);
  }

  #schedule(delayMs: number): void {
    this.#timer = this.#clock.setTimeout(() => void this.#round(), delayMs);
  }

  async #round(): Promise<void> {
    const { retentionDays, maxEvents } = this.#limits;
    // A journal that has failed says so itself.
    const dropped = await this.#journal.prune(retentionDays * DAY_MS, maxEvents).catch(() => 0);
    if (!this.#isStopped) this.#schedule(dropped > 0 ? SLICE_MS : ROUND_MS);
  }
}
