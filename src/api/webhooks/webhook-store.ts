import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { KeptDelivery, KeptWebhook } from './webhook.ts';

/** A delivery with its place in the record of its webhook. */
export interface RecordedDelivery extends KeptDelivery {
  readonly row: number;
}

export interface DeliveryQuery {
  /** Only rows below this one. */
  readonly before: number;
  readonly limit: number;
  readonly outcome?: KeptDelivery['outcome'];
}

/** Where webhooks are kept: their settings, secrets, cursors, and what became of their deliveries. */
export interface WebhookStore {
  all(): KeptWebhook[];
  /** Writes a webhook and, in the same transaction, how a delivery ended. */
  save(webhook: KeptWebhook, delivery?: KeptDelivery): void;
  /** Forgets a webhook and its deliveries. */
  delete(id: string): void;
  /** The youngest first. */
  deliveries(id: string, query: DeliveryQuery): RecordedDelivery[];
  close(): void;
}

/** Deliveries remembered of each webhook, of those that went well and of dead letters. */
const REMEMBERED = 1000;
/** Deliveries between two tidyings of a webhook's record. */
const TIDY_EVERY = 100;

const LAYOUT = `
  CREATE TABLE IF NOT EXISTS webhook (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS delivery (
    row INTEGER PRIMARY KEY,
    webhook TEXT NOT NULL,
    outcome TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_webhook ON delivery (webhook, outcome);
`;

interface DeliveryRow {
  readonly row: number;
  readonly body: string;
}

/**
 * Webhooks in SQLite. A killed process loses nothing; when the power fails the last cursors may be
 * missing, and the events after them are delivered once more.
 */
export class SqliteWebhookStore implements WebhookStore {
  readonly #database: Database.Database;
  readonly #save: Database.Statement<[string, string]>;
  readonly #insert: Database.Statement<[string, string, string]>;
  readonly #tidy: Database.Statement<[string, string, string, string, number]>;
  readonly #select: Database.Statement<[string, string, string, number, number], DeliveryRow>;
  #untilTidy = new Map<string, number>();

  /** `file` is a file name, or `:memory:`; the file holds secrets and is readable by its owner only. */
  constructor(file: string) {
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    this.#database = new Database(file);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = NORMAL');
    this.#database.exec(LAYOUT);
    this.#save = this.#database.prepare('INSERT OR REPLACE INTO webhook VALUES (?, ?)');
    this.#insert = this.#database.prepare(
      'INSERT INTO delivery (webhook, outcome, body) VALUES (?, ?, ?)',
    );
    this.#tidy = this.#database.prepare(
      `DELETE FROM delivery WHERE webhook = ? AND outcome = ? AND row <= (SELECT row FROM delivery
       WHERE webhook = ? AND outcome = ? ORDER BY row DESC LIMIT 1 OFFSET ?)`,
    );
    this.#select = this.#database.prepare(
      `SELECT row, body FROM delivery WHERE webhook = ? AND outcome IN (?, ?) AND row < ?
       ORDER BY row DESC LIMIT ?`,
    );
  }

  all(): KeptWebhook[] {
    const rows = this.#database.prepare<[], { body: string }>('SELECT body FROM webhook').all();
    return rows.map(({ body }) => JSON.parse(body) as KeptWebhook);
  }

  save(webhook: KeptWebhook, delivery?: KeptDelivery): void {
    this.#database.transaction(() => {
      this.#save.run(webhook.id, JSON.stringify(webhook));
      if (delivery !== undefined) this.#record(webhook.id, delivery);
    })();
  }

  delete(id: string): void {
    this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM webhook WHERE id = ?').run(id);
      this.#database.prepare('DELETE FROM delivery WHERE webhook = ?').run(id);
    })();
    this.#untilTidy.delete(id);
  }

  deliveries(id: string, { before, limit, outcome }: DeliveryQuery): RecordedDelivery[] {
    const [first, second] = [outcome ?? 'delivered', outcome ?? 'dead'];
    return this.#select
      .all(id, first, second, before, limit)
      .map(({ row, body }) => ({ ...(JSON.parse(body) as KeptDelivery), row }));
  }

  close(): void {
    this.#database.close();
  }

  #record(id: string, delivery: KeptDelivery): void {
    this.#insert.run(id, delivery.outcome, JSON.stringify(delivery));
    const left = (this.#untilTidy.get(id) ?? 1) - 1;
    this.#untilTidy.set(id, left === 0 ? TIDY_EVERY : left);
    if (left > 0) return;
    for (const outcome of ['delivered', 'dead']) {
      this.#tidy.run(id, outcome, id, outcome, REMEMBERED);
    }
  }
}
