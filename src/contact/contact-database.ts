import Database from 'better-sqlite3';

const LAYOUT = `
  CREATE TABLE IF NOT EXISTS contact (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS contact_number (
    key TEXT NOT NULL,
    contact INTEGER NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (key, contact, form)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS contact_number_contact ON contact_number (contact);
  CREATE TABLE IF NOT EXISTS past_call (
    row INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    ended_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS past_call_key ON past_call (key);
  CREATE TABLE IF NOT EXISTS mark (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * The file of contacts and past calls. A killed process loses nothing; when the power fails the last
 * moments may be missing, and past calls are then taken from the journal again.
 */
export class ContactDatabase {
  readonly connection: Database.Database;
  readonly #begin: Database.Statement<[]>;
  readonly #commit: Database.Statement<[]>;
  readonly #selectMark: Database.Statement<[string], { value: string }>;
  readonly #saveMark: Database.Statement<[string, string]>;

  /** `file` is a file name, or `:memory:`. */
  constructor(file: string) {
    this.connection = new Database(file);
    this.connection.pragma('journal_mode = WAL');
    this.connection.pragma('synchronous = NORMAL');
    this.connection.pragma('cache_size = -65536');
    this.connection.exec(LAYOUT);
    this.#begin = this.connection.prepare('BEGIN IMMEDIATE');
    this.#commit = this.connection.prepare('COMMIT');
    this.#selectMark = this.connection.prepare('SELECT value FROM mark WHERE name = ?');
    this.#saveMark = this.connection.prepare('INSERT OR REPLACE INTO mark VALUES (?, ?)');
  }

  /** Everything that `work` writes, or nothing of it. */
  transaction<Result>(work: () => Result): Result {
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      throw error;
    }
  }

  /** Where a view or an import had come to. */
  mark(name: string): string | undefined {
    return this.#selectMark.get(name)?.value;
  }

  saveMark(name: string, value: string): void {
    this.#saveMark.run(name, value);
  }

  close(): void {
    this.connection.close();
  }
}
