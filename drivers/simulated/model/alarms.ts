import type { Clock, Timer } from '../../../src/base/clock.ts';

/** Something that falls due unless it is called off. */
export interface Alarm<T> {
  readonly what: T;
  readonly dueAt: number;
}

interface Entry<T> extends Alarm<T> {
  readonly row: Row<T>;
  before: Entry<T> | undefined;
  after: Entry<T> | undefined;
  isSet: boolean;
}

/** All alarms of one length, which therefore fall due in the order in which they were set. */
interface Row<T> {
  readonly durationMs: number;
  first: Entry<T> | undefined;
  last: Entry<T> | undefined;
  timer: Timer | undefined;
}

/**
 * Many alarms on few timers. Most alarms of a switch are called off long before they fall due (every
 * answered call had a no-answer time) and most are of a few lengths, so that a row for each length
 * with one timer at its head makes both cheap and leaves nothing behind in the clock.
 */
export class Alarms<T> {
  readonly #clock: Clock;
  readonly #fire: (what: T) => void;
  readonly #rows = new Map<number, Row<T>>();

  constructor(clock: Clock, fire: (what: T) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  set(what: T, durationMs: number): Alarm<T> {
    let row = this.#rows.get(durationMs);
    if (row === undefined) {
      row = { durationMs, first: undefined, last: undefined, timer: undefined };
      this.#rows.set(durationMs, row);
    }
    const dueAt = this.#clock.now() + durationMs;
    const entry: Entry<T> = { what, dueAt, row, before: row.last, after: undefined, isSet: true };
    if (row.last === undefined) row.first = entry;
    else row.last.after = entry;
    row.last = entry;
    row.timer ??= this.#arm(row, durationMs);
    return entry;
  }

  /** Calls an alarm off. One that has fired already, or `undefined`, is fine. */
  clear(alarm: Alarm<T> | undefined): void {
    if (alarm === undefined) return;
    const entry = alarm as Entry<T>;
    if (!entry.isSet) return;
    entry.isSet = false;
    const { row, before, after } = entry;
    if (before === undefined) row.first = after;
    else before.after = after;
    if (after === undefined) row.last = before;
    else after.before = before;
  }

  clearAll(): void {
    for (const row of this.#rows.values()) this.#clock.clear(row.timer);
    this.#rows.clear();
  }

  #arm(row: Row<T>, delayMs: number): Timer {
    return this.#clock.setTimeout(() => this.#ring(row), delayMs);
  }

  #ring(row: Row<T>): void {
    row.timer = undefined;
    const now = this.#clock.now();
    for (let entry = row.first; entry !== undefined && entry.dueAt <= now; entry = row.first) {
      this.clear(entry);
      this.#fire(entry.what);
    }
    if (row.first === undefined) {
      if (row.timer === undefined) this.#rows.delete(row.durationMs);
    } else row.timer ??= this.#arm(row, row.first.dueAt - now);
  }
}
