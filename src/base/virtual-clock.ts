import type { Clock, Timer } from './clock.ts';

interface VirtualTimer extends Timer {
  readonly order: number;
  action: (() => void) | undefined;
}

/**
 * A clock that stands still until it is told to move. Timers fire in order of their due time, equal
 * ones in the order in which they were set; between two of them every promise that can settle does.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  /** A binary heap: the next timer to fire is at index 0. */
  readonly #heap: VirtualTimer[] = [];

  constructor(startAt = Date.UTC(2026, 0, 1)) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(action: () => void, delayMs: number): Timer {
    const dueAt = this.#now + Math.max(0, delayMs);
    const timer: VirtualTimer = { dueAt, order: this.#order++, action };
    this.#push(timer);
    return timer;
  }

  clear(timer: Timer | undefined): void {
    if (timer !== undefined) (timer as VirtualTimer).action = undefined;
  }

  /** True while a timer is waiting to fire. */
  get hasTimers(): boolean {
    this.#dropCleared();
    return this.#heap.length > 0;
  }

  /** Moves time on by `durationMs`, firing what falls due, and settles every promise on the way. */
  async advance(durationMs: number): Promise<void> {
    const until = this.#now + durationMs;
    await settle();
    while (this.#fireNext(until)) await settle();
    this.#now = until;
  }

  /** Fires the next timer, wherever it lies; false when none is left. */
  async step(): Promise<boolean> {
    await settle();
    const hasFired = this.#fireNext(Number.POSITIVE_INFINITY);
    if (hasFired) await settle();
    return hasFired;
  }

  #fireNext(until: number): boolean {
    this.#dropCleared();
    const next = this.#heap[0];
    if (next === undefined || next.dueAt > until) return false;
    this.#pop();
    this.#now = next.dueAt;
    const action = next.action;
    next.action = undefined;
    action?.();
    return true;
  }

  #dropCleared(): void {
    while (this.#heap.length > 0 && this.#heap[0]?.action === undefined) this.#pop();
  }

  #push(timer: VirtualTimer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent] as VirtualTimer)) break;
      heap[index] = heap[parent] as VirtualTimer;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as VirtualTimer)) child += 1;
      if (!isBefore(heap[child] as VirtualTimer, last)) break;
      heap[index] = heap[child] as VirtualTimer;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: VirtualTimer, b: VirtualTimer): boolean {
  return a.dueAt === b.dueAt ? a.order < b.order : a.dueAt < b.dueAt;
}

/** One turn of the real event loop: all promises that can settle have settled after it. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
