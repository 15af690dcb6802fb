/**
 * The thread that writes the journal. The disk may take half a second for a commit; calls, clients and
 * requests go on meanwhile, and what they bring is the next group.
 */
import { Worker, parentPort, workerData } from 'node:worker_threads';
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

/** Octets of the log after which it is copied into the database file. */
const LOG_OCTETS = 16 * 1024 * 1024;

const { file, isPowerLossSafe } = workerData as WriterData;
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma(`synchronous = ${isPowerLossSafe ? 'FULL' : 'NORMAL'}`);
database.pragma('wal_autocheckpoint = 0');
database.exec(LAYOUT);
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?)');
const prune = database.prepare('DELETE FROM event WHERE sequence <= ?');
const saveCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)');

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const checkpointer = new Worker(new URL(`./sqlite-checkpointer.${extension}`, import.meta.url), {
  workerData: { file },
});
checkpointer.unref();
let written = 0;
let isCopying = false;

parentPort?.on('message', (request: WriterRequest) => {
  parentPort?.postMessage(carryOut(request));
  if (request.do !== 'close') return;
  void checkpointer.terminate();
  parentPort?.close();
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
        break;
    }
    return {};
  } catch (error) {
    if (database.open && database.inTransaction) database.exec('ROLLBACK');
    return { error: (error as Error).message };
  }
}

checkpointer.on('message', () => {
  if (!database.open) return;
  isCopying = false;
  written = 0;
  // Nearly all is copied: the rest is little, and with it the log begins anew.
  database.pragma('wal_checkpoint(RESTART)');
});

function write({ first, types, subjects, bodies }: WriteRequest): void {
  begin.run();
  for (let index = 0; index < bodies.length; index += 1) {
    insert.run(first + index, types[index], subjects[index], bodies[index]);
  }
  commit.run();
  for (const body of bodies) written += body.length;
  if (written < LOG_OCTETS || isCopying) return;
  isCopying = true;
  checkpointer.postMessage('copy');
}
