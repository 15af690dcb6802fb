import Database from 'better-sqlite3';
import type { EncodedEvent } from './event.ts';
import type { Checkpoint, Store } from './store.ts';

type Row = { sequence: number; type: string; subject: string; body: string };

export interface SqliteStoreOptions {
  /** A file name, or `:memory:`. */
  readonly file: string;
  /** Wait for the disk at every commit (`synchronous=FULL`), not only for the operating system. */
  readonly isPowerLossSafe: boolean;
}

const LAYOUT = `
  CREATE TABLE IF NOT EXISTS event (
    sequence INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS event_subject ON event (subject);
  CREATE TABLE IF NOT EXISTS checkpoint (
    name TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
`;

/** The journal in one SQLite file, in write-ahead mode: a process killed at any moment loses nothing. */
export class SqliteStore implements Store {
  readonly #database: Database.Database;
  readonly #insert: Database.Statement<[number, string, string, string]>;
  readonly #begin: Database.Statement<[]>;
  readonly #commit: Database.Statement<[]>;
  readonly #select: Database.Statement<[number, number], Row>;
  readonly #selectSubject: Database.Statement<[string, number, number], Row>;

  constructor(options: SqliteStoreOptions) {
    const database = new Database(options.file);
    this.#database = database;
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${options.isPowerLossSafe ? 'FULL' : 'NORMAL'}`);
    database.pragma('wal_autocheckpoint = 4000');
    database.exec(LAYOUT);
    const columns = 'sequence, type, subject, body FROM event';
    this.#insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?)');
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#select = database.prepare(
      `SELECT ${columns} WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    );
    this.#selectSubject = database.prepare(
      `SELECT ${columns} WHERE subject = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    );
  }

  bounds(): { oldest: number; last: number } {
    const row = this.#database
      .prepare<[], { oldest: number | null; last: number | null }>(
        'SELECT (SELECT min(sequence) FROM event) AS oldest, (SELECT max(sequence) FROM event) AS last',
      )
      .get();
    return { oldest: row?.oldest ?? 0, last: row?.last ?? 0 };
  }

  write(events: readonly EncodedEvent[]): void {
    this.#begin.run();
    try {
      for (const { sequence, type, subject, json } of events) {
        this.#insert.run(sequence, type, subject, json);
      }
      this.#commit.run();
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
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

  prune(sequence: number, limit: number): number {
    const { oldest } = this.bounds();
    if (oldest === 0) return 0;
    const upTo = Math.min(sequence, oldest + limit - 1);
    return this.#database.prepare('DELETE FROM event WHERE sequence <= ?').run(upTo).changes;
  }

  saveCheckpoint(name: string, checkpoint: Checkpoint): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)')
      .run(name, checkpoint.sequence, checkpoint.state);
  }

  loadCheckpoint(name: string): Checkpoint | undefined {
    return this.#database
      .prepare<[string], Checkpoint>('SELECT sequence, state FROM checkpoint WHERE name = ?')
      .get(name);
  }

  close(): void {
    this.#database.close();
  }
}

function encoded(row: Row): EncodedEvent {
  return { sequence: row.sequence, type: row.type, subject: row.subject, json: row.body };
}
