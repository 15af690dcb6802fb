import type { EncodedEvent } from './event.ts';
import type { Checkpoint, Store } from './store.ts';

/** A journal that lasts as long as its object, for simulations: it keeps the youngest `capacity` events. */
export class MemoryStore implements Store {
  readonly #capacity: number;
  #events: EncodedEvent[] = [];
  readonly #checkpoints = new Map<string, Checkpoint>();

  constructor(capacity = 100_000) {
    this.#capacity = capacity;
  }

  bounds(): { oldest: number; last: number } {
    return {
      oldest: this.#events[0]?.sequence ?? 0,
      last: this.#events.at(-1)?.sequence ?? 0,
    };
  }

  write(events: readonly EncodedEvent[]): void {
    this.#events.push(...events);
    if (this.#events.length > this.#capacity * 2)
      this.#events = this.#events.slice(-this.#capacity);
  }

  read(after: number, limit: number): EncodedEvent[] {
    const from = Math.max(0, after + 1 - this.bounds().oldest);
    return this.#events.slice(from, from + limit);
  }

  readSubject(subject: string, after: number, limit: number): EncodedEvent[] {
    return this.#events
      .filter((event) => event.subject === subject && event.sequence > after)
      .slice(0, limit);
  }

  sequenceAt(time: number): number | undefined {
    const timeOf = ({ json }: EncodedEvent) =>
      Date.parse((JSON.parse(json) as { time: string }).time);
    return this.#events.find((event) => timeOf(event) >= time)?.sequence;
  }

  prune(sequence: number): void {
    this.#events = this.#events.filter((event) => event.sequence > sequence);
  }

  saveCheckpoint(name: string, checkpoint: Checkpoint): void {
    this.#checkpoints.set(name, checkpoint);
  }

  loadCheckpoint(name: string): Checkpoint | undefined {
    return this.#checkpoints.get(name);
  }

  close(): void {
    this.#events = [];
  }
}
