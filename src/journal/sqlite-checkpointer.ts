/**
 * The thread that copies the write-ahead log into the database file while the writer goes on writing.
 * Done by the writer itself it would hold every event back for the time of two more disk flushes.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const { file } = workerData as { file: string };
const database = new Database(file);
database.pragma('synchronous = NORMAL');

parentPort?.on('message', () => {
  database.pragma('wal_checkpoint(PASSIVE)');
  parentPort?.postMessage('done');
});
