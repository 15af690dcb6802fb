import type { Clock, Timer } from '../../src/base/clock.ts';
import type { CrosspointError } from '../../src/base/errors.ts';
import type { SwitchEvent } from '../../src/spi/switch-event.ts';
import type { Spoiling } from './faults.ts';

/** Something on its way from the switch: an event, or the answer to a request. */
interface Parcel {
  readonly dueAt: number;
  readonly event?: SwitchEvent;
  readonly answer?: Answer;
  readonly letsNextPass?: boolean;
}

/** A request's answer: `give` when it arrives, `fail` where the link ends before. */
export interface Answer {
  give: () => void;
  readonly fail: (error: CrosspointError) => void;
}

/** How long a reordered event waits for the one that is to overtake it. */
const REORDER_MS = 20;

/**
 * The stream from the switch to one link: events and answers one behind the other, as on a wire, each
 * after its latency. One timer, at the head, serves them all.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #emit: (event: SwitchEvent, receivedAt: number) => void;
  #parcels: Parcel[] = [];
  #head = 0;
  #lastDueAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #isFlushing = false;

  constructor(clock: Clock, emit: (event: SwitchEvent, receivedAt: number) => void) {
    this.#clock = clock;
    this.#emit = emit;
  }

  sendEvent(event: SwitchEvent, latencyMs: number, spoilt: Spoiling): void {
    const last = this.#parcels.at(-1);
    if (last?.letsNextPass === true && last.event !== undefined && this.#isWaiting) {
      this.#parcels.pop();
      this.#push({ dueAt: last.dueAt, event });
      this.#push({ dueAt: last.dueAt, event: last.event });
    } else {
      const letsNextPass = spoilt.isReordered;
      const delayMs = latencyMs + spoilt.delayMs + (letsNextPass ? REORDER_MS : 0);
      this.#push({ dueAt: this.#dueIn(delayMs), event, letsNextPass });
    }
    if (spoilt.isDoubled) this.#push({ dueAt: this.#lastDueAt, event });
  }

  sendAnswer(answer: Answer, latencyMs: number): void {
    this.#push({ dueAt: this.#dueIn(latencyMs), answer });
  }

  /** Drops what is under way and fails what is waited for. */
  close(error: CrosspointError): void {
    const parcels = this.#parcels;
    const from = this.#head;
    this.#parcels = [];
    this.#head = 0;
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    for (let index = from; index < parcels.length; index += 1) parcels[index]?.answer?.fail(error);
  }

  get #isWaiting(): boolean {
    return this.#head < this.#parcels.length;
  }

  #dueIn(delayMs: number): number {
    this.#lastDueAt = Math.max(this.#lastDueAt, this.#clock.now() + delayMs);
    return this.#lastDueAt;
  }

  #push(parcel: Parcel): void {
    this.#parcels.push(parcel);
    if (!this.#isFlushing) this.#arm();
  }

  #arm(): void {
    const next = this.#parcels[this.#head];
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = this.#clock.setTimeout(this.#flush, Math.max(0, next.dueAt - this.#clock.now()));
  }

  readonly #flush = (): void => {
    this.#timer = undefined;
    this.#isFlushing = true;
    const now = this.#clock.now();
    // What a listener sets off goes out with the next flush, even where the latency is 0.
    const end = this.#parcels.length;
    const parcels = this.#parcels;
    while (this.#parcels === parcels && this.#head < end) {
      const parcel = parcels[this.#head] as Parcel;
      if (parcel.dueAt > now) break;
      this.#head += 1;
      if (parcel.event === undefined) parcel.answer?.give();
      else this.#emit(parcel.event, now);
    }
    this.#isFlushing = false;
    this.#forgetSent();
    this.#arm();
  };

  #forgetSent(): void {
    if (this.#head === this.#parcels.length) {
      this.#parcels = [];
      this.#head = 0;
    } else if (this.#head > 1_000) {
      this.#parcels = this.#parcels.slice(this.#head);
      this.#head = 0;
    }
  }
}
