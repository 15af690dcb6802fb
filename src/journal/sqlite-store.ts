import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { EncodedEvent } from './event.ts';
import { LAYOUT } from './sqlite-layout.ts';
import type { WriterAnswer, WriterData, WriterRequest } from './sqlite-writer.ts';
import type { Checkpoint, Store } from './store.ts';

type Row = { sequence: number; type: string; subject: string; body: string };

export interface SqliteStoreOptions {
  readonly file: string;
  /** Wait for the disk at every commit (`synchronous=FULL`), not only for the operating system. */
  readonly isPowerLossSafe: boolean;
}

interface Expected {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The journal in one SQLite file, in write-ahead mode: a process killed at any moment loses nothing. A
 * thread of its own writes; reading is done here, where it finds all that was ever answered as written.
 */
export class SqliteStore implements Store {
  readonly #database: Database.Database;
  readonly #select: Database.Statement<[number, number], Row>;
  readonly #selectSubject: Database.Statement<[string, number, number], Row>;
  readonly #writer: Worker;
  readonly #expected: Expected[] = [];
  #failure: Error | undefined;

  constructor(options: SqliteStoreOptions) {
    const database = new Database(options.file);
    this.#database = database;
    database.pragma('journal_mode = WAL');
    database.exec(LAYOUT);
    const columns = 'sequence, type, subject, body FROM event';
    this.#select = database.prepare(
      `SELECT ${columns} WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    );
    this.#selectSubject = database.prepare(
      `SELECT ${columns} WHERE subject = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    );
    this.#writer = startWriter(options);
    this.#writer.on('message', (answer: WriterAnswer) => this.#take(answer));
    this.#writer.on('error', (error) => this.#failAll(error));
    this.#writer.on('exit', () => this.#failAll(new Error('the journal writer has ended')));
  }

  bounds(): { oldest: number; last: number } {
    const row = this.#database
      .prepare<[], { oldest: number | null; last: number | null }>(
        'SELECT (SELECT min(sequence) FROM event) AS oldest, (SELECT max(sequence) FROM event) AS last',
      )
      .get();
    return { oldest: row?.oldest ?? 0, last: row?.last ?? 0 };
  }

  write(events: readonly EncodedEvent[]): Promise<void> {
    return this.#ask({
      do: 'write',
      first: events[0]?.sequence ?? 0,
      types: events.map(({ type }) => type),
      subjects: events.map(({ subject }) => subject),
      bodies: events.map(({ json }) => json),
    });
  }

  read(after: number, limit: number): EncodedEvent[] {
    return this.#select.all(after, limit).map(encoded);
  }

  readSubject(subject: string, after: number, limit: number): EncodedEvent[] {
    return this.#selectSubject.all(subject, after, limit).map(encoded);
  }

  sequenceAt(time: number): number | undefined {
    // Time grows with the sequence, so the place is found by halving and not by a second index.
    const at = this.#database.prepare<[number], { sequence: number; time: string }>(
      `SELECT sequence, body ->> '$.time' AS time FROM event WHERE sequence >= ? ORDER BY sequence LIMIT 1`,
    );
    let { oldest: low, last: high } = this.bounds();
    if (low === 0) return undefined;
    high += 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = at.get(middle);
      if (row === undefined || Date.parse(row.time) >= time) high = middle;
      else low = row.sequence + 1;
    }
    return at.get(low)?.sequence;
  }

  prune(sequence: number): Promise<void> {
    return this.#ask({ do: 'prune', upTo: sequence });
  }

  saveCheckpoint(name: string, checkpoint: Checkpoint): Promise<void> {
    return this.#ask({ do: 'checkpoint', name, ...checkpoint });
  }

  loadCheckpoint(name: string): Checkpoint | undefined {
    return this.#database
      .prepare<[string], Checkpoint>('SELECT sequence, state FROM checkpoint WHERE name = ?')
      .get(name);
  }

  async close(): Promise<void> {
    await this.#ask({ do: 'close' }).catch(() => undefined);
    await this.#writer.terminate();
    this.#database.close();
  }

  #ask(request: WriterRequest): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#expected.push({ resolve, reject });
      this.#writer.postMessage(request);
    });
  }

  #take({ error }: WriterAnswer): void {
    const expected = this.#expected.shift();
    if (error === undefined) expected?.resolve();
    else expected?.reject(new Error(error));
  }

  #failAll(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#expected.splice(0)) reject(error);
  }
}

function startWriter({ file, isPowerLossSafe }: SqliteStoreOptions): Worker {
  // The source and the build name their modules differently.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workerData: WriterData = { file, isPowerLossSafe };
  return new Worker(new URL(`./sqlite-writer.${extension}`, import.meta.url), { workerData });
}

function encoded(row: Row): EncodedEvent {
  return { sequence: row.sequence, type: row.type, subject: row.subject, json: row.body };
}
