import type { Clock, Timer } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';
import { TypedEmitter } from '../base/typed-emitter.ts';
import type { EncodedEvent, EventDraft, JournalEvent } from './event.ts';
import { EventEncoder } from './event.ts';
import { EVERYTHING, matchesFilter, onlySubject } from './event-filter.ts';
import type { EventFilter } from './event-filter.ts';
import type { Checkpoint, Store } from './store.ts';

/** An event that is durable, with what it says and how it is sent. */
export interface DurableEvent {
  readonly event: JournalEvent;
  readonly encoded: EncodedEvent;
}

export type JournalEvents = {
  /** A group that has just become durable, in order. */
  durable: [group: readonly DurableEvent[]];
  /** The store failed; nothing more is accepted. */
  failed: [error: CrosspointError];
};

export interface EventPage {
  readonly events: readonly EncodedEvent[];
  /** Where to go on reading; the last durable sequence where nothing is left. */
  readonly nextAfter: number;
}

export interface JournalOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** The CloudEvents `source`. */
  readonly source?: string;
}

/** Events of a filtered page that are looked at before an answer is given. */
const SCAN_LIMIT = 20_000;
/** Events forgotten at a time, so that nobody waits for it. */
const PRUNE_SLICE = 10_000;

/**
 * The ordered record of what happened. `append` numbers an event at once; it becomes durable together
 * with all that was appended while the last group was written, and only then does anybody see it.
 */
export class Journal {
  readonly events = new TypedEmitter<JournalEvents>();
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #encoder: EventEncoder;
  #pending: DurableEvent[] = [];
  #isWriting = false;
  #waiting: { readonly sequence: number; readonly settle: (error?: CrosspointError) => void }[] =
    [];
  #timer: Timer | undefined;
  #last: number;
  #durable: number;
  #oldest: number;
  #failure: CrosspointError | undefined;

  constructor(options: JournalOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#encoder = new EventEncoder(options.source ?? 'crosspoint');
    const { oldest, last } = this.#store.bounds();
    this.#last = last;
    this.#durable = last;
    this.#oldest = oldest;
  }

  /** The number of the event appended last; it may not be durable yet. */
  get lastSequence(): number {
    return this.#last;
  }

  /** The number of the last event that anybody may have seen. */
  get durableSequence(): number {
    return this.#durable;
  }

  /** The number of the oldest event still kept; 0 where there is none. */
  get oldestSequence(): number {
    return this.#oldest;
  }

  /** True once the store has failed: nothing more is accepted. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Numbers an event and has it written with the next group. */
  append(draft: EventDraft, receivedAt?: number): number {
    if (this.#failure !== undefined) throw this.#failure;
    this.#last += 1;
    const event: JournalEvent = {
      ...draft,
      sequence: this.#last,
      time: this.#clock.now(),
      receivedAt,
    };
    this.#pending.push({ event, encoded: this.#encoder.encode(event) });
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, 0);
    return this.#last;
  }

  /**
   * Appends a fact that comes whether or not it can be kept. A journal that has failed has said so
   * itself, and whoever brings the fact goes on.
   */
  record(draft: EventDraft, receivedAt?: number): void {
    if (this.#failure === undefined) this.append(draft, receivedAt);
  }

  /** Resolves when everything appended so far is durable; rejects with `journal-failed`. */
  settled(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#durable >= this.#last) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (error?: CrosspointError) => (error === undefined ? resolve() : reject(error));
      this.#waiting.push({ sequence: this.#last, settle });
    });
  }

  /** Writes what is pending now rather than at the end of what is under way. */
  flush(): void {
    if (this.#isWriting || this.#failure !== undefined) return;
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    const group = this.#pending;
    if (group.length === 0) return;
    this.#pending = [];
    this.#isWriting = true;
    try {
      const written = this.#store.write(group.map(({ encoded }) => encoded));
      if (written === undefined) {
        // Told to the end before another group is written: every listener hears them in order.
        this.#publish(group);
        this.#isWriting = false;
      } else {
        written.then(
          () => this.#writeOn(group),
          (error: unknown) => this.#fail(error),
        );
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * A page of durable events above `after`, in order. With a filter it may hold fewer than `limit` and
   * even none before the end: `nextAfter` says where to go on.
   */
  read(after: number, limit: number, filter: EventFilter = EVERYTHING): EventPage {
    const subject = onlySubject(filter);
    const found: EncodedEvent[] = [];
    let position = after;
    let scanned = 0;
    while (found.length < limit && scanned < SCAN_LIMIT) {
      const wanted = Math.min(1000, limit);
      const events = this.#readDurable(subject, position, wanted);
      for (const event of events) {
        position = event.sequence;
        if (matchesFilter(filter, event)) found.push(event);
        if (found.length === limit) break;
      }
      scanned += events.length;
      if (events.length < wanted && found.length < limit) {
        return { events: found, nextAfter: Math.max(after, this.#durable) };
      }
    }
    return { events: found, nextAfter: position };
  }

  /** The first events about one subject, at most `limit`. */
  about(subject: string, limit: number): readonly EncodedEvent[] {
    return this.#readDurable(subject, 0, limit);
  }

  /** The store may hold a group already of which it has not said so yet: nobody sees that. */
  #readDurable(subject: string | undefined, after: number, limit: number): EncodedEvent[] {
    const events =
      subject === undefined
        ? this.#store.read(after, limit)
        : this.#store.readSubject(subject, after, limit);
    if ((events.at(-1)?.sequence ?? 0) <= this.#durable) return events;
    return events.filter(({ sequence }) => sequence <= this.#durable);
  }

  /** Forgets a slice of what is older than `olderThanMs` or over `maxEvents`; says how many. */
  async prune(olderThanMs: number, maxEvents: number): Promise<number> {
    const byTime = this.#store.sequenceAt(this.#clock.now() - olderThanMs) ?? this.#durable + 1;
    // The last event stays, so that the numbering goes on after a restart.
    const upTo = Math.min(Math.max(byTime - 1, this.#durable - maxEvents), this.#durable - 1);
    const before = this.#oldest;
    if (before === 0 || upTo < before) return 0;
    const slice = Math.min(upTo, before + PRUNE_SLICE - 1);
    this.#oldest = slice + 1;
    await this.#store.prune(slice);
    return slice + 1 - before;
  }

  /** `checkpoint.sequence` has to be durable. */
  async saveCheckpoint(name: string, checkpoint: Checkpoint): Promise<void> {
    await this.#store.saveCheckpoint(name, checkpoint);
  }

  loadCheckpoint(name: string): Checkpoint | undefined {
    return this.#store.loadCheckpoint(name);
  }

  /** Writes what is pending and closes the store; nothing is accepted any more. */
  async close(): Promise<void> {
    // What listeners make of the last group is written too.
    while (this.#failure === undefined && this.#durable < this.#last) {
      this.flush();
      await this.settled().catch(() => undefined);
    }
    this.#failure ??= new CrosspointError('shutting-down', 'the journal is closed');
    await this.#store.close();
  }

  /** What came meanwhile is written while this group is being told. */
  #writeOn(group: readonly DurableEvent[]): void {
    this.#isWriting = false;
    this.flush();
    this.#publish(group);
  }

  #publish(group: readonly DurableEvent[]): void {
    if (this.#oldest === 0) this.#oldest = group[0]?.event.sequence ?? 0;
    this.#durable = group.at(-1)?.event.sequence ?? this.#durable;
    this.events.emit('durable', group);
    this.#settleWaiting();
  }

  #settleWaiting(): void {
    const ready = this.#waiting.filter(({ sequence }) => sequence <= this.#durable);
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter(({ sequence }) => sequence > this.#durable);
    for (const { settle } of ready) settle();
  }

  #fail(error: unknown): void {
    this.#isWriting = false;
    const failure = new CrosspointError('journal-failed', 'the journal could not be written', {
      cause: error,
    });
    this.#failure = failure;
    for (const { settle } of this.#waiting.splice(0)) settle(failure);
    this.events.emit('failed', failure);
  }
}
