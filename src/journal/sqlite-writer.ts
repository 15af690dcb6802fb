/**
 * The thread that writes the journal. The disk may take half a second for a commit; calls, clients and
 * requests go on meanwhile, and what they bring is the next group.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { LAYOUT } from './sqlite-layout.ts';

/** A group of events, column by column: strings cross to another thread faster than objects. */
export interface WriteRequest {
  readonly do: 'write';
  readonly first: number;
  readonly types: readonly string[];
  readonly subjects: readonly string[];
  readonly bodies: readonly string[];
}

export type WriterRequest =
  | WriteRequest
  | { readonly do: 'prune'; readonly upTo: number }
  | {
      readonly do: 'checkpoint';
      readonly name: string;
      readonly sequence: number;
      readonly state: string;
    }
  | { readonly do: 'close' };

/** Requests are answered one by one, in their order. */
export type WriterAnswer = { readonly error?: string };

export interface WriterData {
  readonly file: string;
  readonly isPowerLossSafe: boolean;
}

const { file, isPowerLossSafe } = workerData as WriterData;
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma(`synchronous = ${isPowerLossSafe ? 'FULL' : 'NORMAL'}`);
database.pragma('wal_autocheckpoint = 4000');
database.exec(LAYOUT);
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?)');
const prune = database.prepare('DELETE FROM event WHERE sequence <= ?');
const saveCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)');

parentPort?.on('message', (request: WriterRequest) => {
  parentPort?.postMessage(carryOut(request));
});

function carryOut(request: WriterRequest): WriterAnswer {
  try {
    switch (request.do) {
      case 'write':
        write(request);
        break;
      case 'prune':
        prune.run(request.upTo);
        break;
      case 'checkpoint':
        saveCheckpoint.run(request.name, request.sequence, request.state);
        break;
      case 'close':
        database.close();
        parentPort?.close();
        break;
    }
    return {};
  } catch (error) {
    if (database.open && database.inTransaction) database.exec('ROLLBACK');
    return { error: (error as Error).message };
  }
}

function write({ first, types, subjects, bodies }: WriteRequest): void {
  begin.run();
  for (let index = 0; index < bodies.length; index += 1) {
    insert.run(first + index, types[index], subjects[index], bodies[index]);
  }
  commit.run();
}
