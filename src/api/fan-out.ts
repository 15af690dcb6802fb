import type { Clock, Timer } from '../base/clock.ts';
import type { EventFilter } from '../journal/event-filter.ts';
import { matchesFilter } from '../journal/event-filter.ts';
import type { DurableEvent, Journal } from '../journal/journal.ts';
import { textFrame } from './frames.ts';

/** Somebody to whom frames are written; the same octets go to everybody with the same filter. */
export interface Receiver {
  /** Writes octets that are whole frames. Must not throw. */
  write(frames: Buffer): void;
}

/** All receivers with one filter, and what has not been written to them yet. */
interface Lane {
  readonly filter: EventFilter;
  readonly receivers: Set<Receiver>;
  frames: Buffer[];
}

/**
 * Sends durable events to many receivers. Each event is encoded once; what becomes durable while the
 * last round of writes is being digested goes out in one write a receiver. The pause after a round is
 * as long as the round took: one client is written to at once, a thousand share a few milliseconds,
 * and writing never takes more than half of the time.
 */
export class FanOut {
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Lane>();
  #timer: Timer | undefined;
  #restUntil = 0;

  constructor(journal: Journal, clock: Clock) {
    this.#clock = clock;
    journal.events.on('durable', (group) => this.#take(group));
  }

  /** From now on this receiver gets every event that becomes durable and fits the filter. */
  join(filter: EventFilter, receiver: Receiver): () => void {
    const key = JSON.stringify([filter.types.toSorted(), filter.subjects.toSorted()]);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = { filter, receivers: new Set(), frames: [] };
      this.#lanes.set(key, lane);
    }
    // What is pending was durable before the newcomer came; it has read that for itself.
    this.#write(lane);
    lane.receivers.add(receiver);
    const joined = lane;
    return () => {
      joined.receivers.delete(receiver);
      if (joined.receivers.size === 0 && this.#lanes.get(key) === joined) this.#lanes.delete(key);
    };
  }

  #take(group: readonly DurableEvent[]): void {
    if (this.#lanes.size === 0) return;
    for (const { encoded } of group) {
      let frame: Buffer | undefined;
      for (const lane of this.#lanes.values()) {
        if (!matchesFilter(lane.filter, encoded)) continue;
        frame ??= textFrame(`{"event":${encoded.json}}`);
        lane.frames.push(frame);
      }
    }
    const restMs = this.#restUntil - this.#clock.now();
    if (restMs <= 0) this.#round();
    else this.#timer ??= this.#clock.setTimeout(() => this.#round(), restMs);
  }

  #round(): void {
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    const startedAt = this.#clock.now();
    for (const lane of this.#lanes.values()) this.#write(lane);
    const endedAt = this.#clock.now();
    this.#restUntil = endedAt + Math.min(endedAt - startedAt, 50);
  }

  #write(lane: Lane): void {
    const [first, ...others] = lane.frames;
    if (first === undefined) return;
    const frames = others.length === 0 ? first : Buffer.concat(lane.frames);
    lane.frames = [];
    for (const receiver of lane.receivers) receiver.write(frames);
  }
}
