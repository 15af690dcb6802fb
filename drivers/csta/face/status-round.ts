import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../../src/base/errors.ts';
import type { Session } from '../session/session.ts';

/** A client that has not answered so often in a row is gone. */
const TRIES = 2;

/**
 * Tells the client that the switch is there (ECMA-269 §14.3, System Status) and takes its answer as
 * a sign of life. PBXs drop a client that gives none.
 */
export class StatusRound {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #onSilent: (reason: CrosspointError) => void;
  #silences = 0;
  #isOver = false;
  #timer: Timer | undefined;

  constructor(
    session: Session,
    clock: Clock,
    { everyMs, onSilent }: { everyMs: number; onSilent: (reason: CrosspointError) => void },
  ) {
    this.#session = session;
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#onSilent = onSilent;
  }

  /** Begins the round; for a client that has begun anew, from the beginning. */
  start(): void {
    this.#clock.clear(this.#timer);
    this.#silences = 0;
    void this.#tell();
  }

  stop(): void {
    this.#isOver = true;
    this.#clock.clear(this.#timer);
  }

  async #tell(): Promise<void> {
    let code: string | undefined;
    try {
      await this.#session.request('systemStatus', { status: 'normal' });
    } catch (error) {
      ({ code } = toCrosspointError(error));
    }
    if (this.#isOver || code === 'link-down' || code === 'service-not-supported') return;
    // A refusal is an answer too.
    this.#silences = code === 'switch-timeout' ? this.#silences + 1 : 0;
    if (this.#silences >= TRIES) {
      const what = `the client has not answered ${TRIES} times in a row`;
      this.#onSilent(new CrosspointError('link-down', what));
    } else if (this.#silences > 0) void this.#tell();
    else if (this.#everyMs > 0) {
      this.#timer = this.#clock.setTimeout(() => void this.#tell(), this.#everyMs);
    }
  }
}
