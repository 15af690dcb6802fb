import type { EncodedEvent } from './event.ts';

/** The state of a view at one moment, so that a start need not read the journal from its beginning. */
export interface Checkpoint {
  readonly sequence: number;
  /** JSON. */
  readonly state: string;
}

/** Where the journal keeps its events: SQLite in the server, memory in simulations. */
export interface Store {
  /** The first and the last sequence kept; 0 and 0 where there is none. */
  bounds(): { readonly oldest: number; readonly last: number };
  /**
   * Makes a group of events durable, all or none; sequences follow on the last one. A store that works
   * elsewhere returns a promise, one that has done it when it returns does not.
   */
  write(events: readonly EncodedEvent[]): Promise<void> | void;
  /** Events with a sequence above `after`, in order, at most `limit`. */
  read(after: number, limit: number): EncodedEvent[];
  /** The same for one subject. */
  readSubject(subject: string, after: number, limit: number): EncodedEvent[];
  /** The sequence of the first event at or after a time; undefined where all are older. */
  sequenceAt(time: number): number | undefined;
  /** Forgets events up to and including `sequence`. */
  prune(sequence: number): Promise<void> | void;
  saveCheckpoint(name: string, checkpoint: Checkpoint): Promise<void> | void;
  loadCheckpoint(name: string): Checkpoint | undefined;
  /** Finishes what was asked for and closes. */
  close(): Promise<void> | void;
}
