import type { EncodedEvent, EventDraft, EventType } from '../../src/journal/event.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import type { Store } from '../../src/journal/store.ts';

/** An event about something; what it says matters to nobody but the test. */
export function draft(
  subject: string,
  more: { type?: EventType; data?: object; callId?: string; traceparent?: string } = {},
): EventDraft {
  return { type: 'call.digits', subject, data: {}, ...more } as EventDraft;
}

interface Write {
  readonly events: readonly EncodedEvent[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A store whose disk is slow: each group is durable when the test says so. */
export class SlowStore extends MemoryStore implements Store {
  /** Groups that are being written, with what was asked first at the front. */
  readonly writes: Write[] = [];
  /** Groups that were asked for while another was being written; there must be none. */
  overlapping = 0;

  override write(events: readonly EncodedEvent[]): Promise<void> {
    if (this.writes.length > 0) this.overlapping += 1;
    return new Promise((resolve, reject) => this.writes.push({ events, resolve, reject }));
  }

  /** The group under way reaches the disk. */
  finish(): void {
    const write = this.writes.shift();
    if (write === undefined) throw new Error('nothing is being written');
    super.write(write.events);
    write.resolve();
  }

  fail(error: Error): void {
    this.writes.shift()?.reject(error);
  }
}

/** A store that has written before it can say so, as one in a thread of its own. */
export class EarlyStore extends MemoryStore implements Store {
  #tell: (() => void)[] = [];

  override write(events: readonly EncodedEvent[]): Promise<void> {
    super.write(events);
    return new Promise((resolve) => this.#tell.push(resolve));
  }

  tell(): void {
    for (const tell of this.#tell.splice(0)) tell();
  }
}

/** A store whose disk is full after so many groups. */
export class FailingStore extends MemoryStore implements Store {
  #left: number;
  readonly #isAsync: boolean;

  constructor(groups: number, isAsync = false) {
    super();
    this.#left = groups;
    this.#isAsync = isAsync;
  }

  override write(events: readonly EncodedEvent[]): Promise<void> | void {
    this.#left -= 1;
    if (this.#left >= 0) {
      super.write(events);
      return this.#isAsync ? Promise.resolve() : undefined;
    }
    const error = new Error('database or disk is full');
    if (this.#isAsync) return Promise.reject(error);
    throw error;
  }
}
