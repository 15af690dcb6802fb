import type { Clock, Timer } from '../../../src/base/clock.ts';
import { toCrosspointError, type CrosspointError } from '../../../src/base/errors.ts';

/** So many signs of life in a row without an answer, and nobody is there. */
const SILENCES = 2;

export interface SignOfLifeParts {
  readonly clock: Clock;
  /** From one answer to the next question. 0: never. */
  readonly everyMs: number;
  /** Asks the other side; rejects with `switch-timeout` where it is silent. */
  readonly probe: () => Promise<void>;
  readonly onSilent: () => void;
}

/** Asks again and again whether the other side is there: a serial line has no other way to tell. */
export class SignOfLife {
  readonly #parts: SignOfLifeParts;
  #silences = 0;
  #isOver = false;
  #timer: Timer | undefined;

  constructor(parts: SignOfLifeParts) {
    this.#parts = parts;
  }

  start(): void {
    const { clock, everyMs } = this.#parts;
    if (everyMs === 0 || this.#isOver) return;
    this.#timer = clock.setTimeout(() => void this.#ask(), everyMs);
  }

  stop(): void {
    this.#isOver = true;
    this.#parts.clock.clear(this.#timer);
  }

  async #ask(): Promise<void> {
    const { probe, onSilent } = this.#parts;
    const error = await probe().then(
      () => undefined,
      (reason: unknown): CrosspointError => toCrosspointError(reason),
    );
    this.#silences = error?.code === 'switch-timeout' ? this.#silences + 1 : 0;
    if (this.#isOver) return;
    if (this.#silences >= SILENCES) onSilent();
    else this.start();
  }
}
