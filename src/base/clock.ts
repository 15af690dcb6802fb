/** A running timer; only its own clock knows what is inside. */
export interface Timer {
  readonly dueAt: number;
}

/**
 * Time as everything in the house sees it. Real in the server, virtual in tests and simulations, so
 * that a whole run is repeated from its seed.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions. Never runs backwards. */
  now(): number;
  /** Calls `action` once after `delayMs`; 0 means "when what is under way has finished". */
  setTimeout(action: () => void, delayMs: number): Timer;
  /** Forgets a timer. One that has fired already, or `undefined`, is fine. */
  clear(timer: Timer | undefined): void;
}

interface SystemTimer extends Timer {
  readonly handle: NodeJS.Timeout | NodeJS.Immediate;
  readonly isImmediate: boolean;
}

/** The machine's own clock: monotonic, aligned with the wall clock when the process started. */
export class SystemClock implements Clock {
  readonly #origin = performance.timeOrigin;

  now(): number {
    return this.#origin + performance.now();
  }

  setTimeout(action: () => void, delayMs: number): Timer {
    const isImmediate = delayMs <= 0;
    const handle = isImmediate ? setImmediate(action) : setTimeout(action, delayMs);
    const timer: SystemTimer = { dueAt: this.now() + delayMs, handle, isImmediate };
    return timer;
  }

  clear(timer: Timer | undefined): void {
    if (timer === undefined) return;
    const { handle, isImmediate } = timer as SystemTimer;
    if (isImmediate) clearImmediate(handle as NodeJS.Immediate);
    else clearTimeout(handle as NodeJS.Timeout);
  }
}

/** Resolves after `delayMs` of the given clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.setTimeout(resolve, delayMs));
}
