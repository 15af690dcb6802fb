import type { SwitchEvent } from '../../../src/spi/index.ts';

interface Told {
  readonly event: SwitchEvent;
  readonly receivedAt: number;
}

/** Keeps events until whoever has caused them is done: no event is emitted from inside a request. */
export class Outbox {
  readonly #emit: (event: SwitchEvent, receivedAt: number) => void;
  #waiting: Told[] = [];
  #isClosed = false;

  constructor(emit: (event: SwitchEvent, receivedAt: number) => void) {
    this.#emit = emit;
  }

  put(event: SwitchEvent, receivedAt: number): void {
    this.#waiting.push({ event, receivedAt });
    if (this.#waiting.length === 1) queueMicrotask(() => this.flush());
  }

  /** Emits what waits now. */
  flush(): void {
    const told = this.#waiting;
    this.#waiting = [];
    for (const { event, receivedAt } of told) if (!this.#isClosed) this.#emit(event, receivedAt);
  }

  close(): void {
    this.#isClosed = true;
  }
}
