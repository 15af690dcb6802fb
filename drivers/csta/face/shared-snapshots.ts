import type { Clock } from '../../../src/base/clock.ts';
import type { SwitchSnapshot } from '../../../src/spi/driver.ts';
import type { AskedLink } from './link-in-turn.ts';

/** Snapshots of a link, each taken after everybody who shares it has asked. */
export class SharedSnapshots {
  readonly #link: AskedLink;
  readonly #clock: Clock;
  readonly #gatherMs: number;
  readonly #onTaken: (snapshot: SwitchSnapshot) => void;
  #next: Promise<SwitchSnapshot> | undefined;

  /** `onTaken` sees each snapshot before those who asked for it do. */
  constructor(
    link: AskedLink,
    clock: Clock,
    { gatherMs, onTaken }: { gatherMs: number; onTaken: (snapshot: SwitchSnapshot) => void },
  ) {
    this.#link = link;
    this.#clock = clock;
    this.#gatherMs = gatherMs;
    this.#onTaken = onTaken;
  }

  /** Everything as it is now or a moment later. Rejects as the link does. */
  take(): Promise<SwitchSnapshot> {
    this.#next ??= new Promise((resolve, reject) => {
      this.#clock.setTimeout(() => {
        this.#next = undefined;
        this.#ask().then(resolve, reject);
      }, this.#gatherMs);
    });
    return this.#next;
  }

  async #ask(): Promise<SwitchSnapshot> {
    const snapshot = await this.#link.snapshot();
    this.#onTaken(snapshot);
    return snapshot;
  }
}
