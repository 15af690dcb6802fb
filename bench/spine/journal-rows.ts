import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SystemClock } from '../../src/base/clock.ts';
import type { EncodedEvent } from '../../src/journal/event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { LAYOUT } from '../../src/journal/sqlite-layout.ts';
import { SqliteStore } from '../../src/journal/sqlite-store.ts';
import { sampleDraft } from './sample.ts';

const GROUP = 100;

/**
 * Rows a second: the journal as it is, encoding and thread included, and SQLite alone with the same rows
 * ready-made, a hundred at a time.
 */
export async function journalRows(rows: number): Promise<{ journal: number; bare: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'crosspoint-rows-'));
  try {
    const journal = await throughJournal(join(directory, 'journal.db'), rows);
    return { journal, bare: bareBatches(join(directory, 'bare.db'), rows) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function throughJournal(file: string, rows: number): Promise<number> {
  const store = new SqliteStore({ file, isPowerLossSafe: true });
  const journal = new Journal({ store, clock: new SystemClock() });
  const startedAt = performance.now();
  for (let done = 0; done < rows; done += GROUP) {
    for (let index = 0; index < GROUP; index += 1) journal.append(sampleDraft(done + index));
    // As the server does it: more is accepted while a group is on its way to the disk.
    if (done % 1000 === 0) await journal.settled();
  }
  await journal.settled();
  const seconds = (performance.now() - startedAt) / 1000;
  await journal.close();
  return rows / seconds;
}

function bareBatches(file: string, rows: number): number {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(LAYOUT);
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?)');
  const encoded = Array.from({ length: rows }, (_, index) => sampleEncoded(index + 1));
  const startedAt = performance.now();
  for (let done = 0; done < rows; done += GROUP) {
    database.transaction(() => {
      for (const { sequence, type, subject, json } of encoded.slice(done, done + GROUP)) {
        insert.run(sequence, type, subject, json);
      }
    })();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  database.close();
  return rows / seconds;
}

function sampleEncoded(sequence: number): EncodedEvent {
  const { type, subject, data } = sampleDraft(sequence);
  return {
    sequence,
    type,
    subject,
    json: JSON.stringify({ specversion: '1.0', type, subject, data }),
  };
}
