/** Writes events to the journal in the file it is given and prints what is durable, until it is killed. */
import { SystemClock } from '../../src/base/clock.ts';
import { Journal } from '../../src/journal/journal.ts';
import { SqliteStore } from '../../src/journal/sqlite-store.ts';
import { draft } from './stores.ts';

const file = process.argv[2] ?? '';
const store = new SqliteStore({ file, isPowerLossSafe: false });
const journal = new Journal({ store, clock: new SystemClock() });

for (;;) {
  for (let index = 0; index < 20; index += 1) journal.append(draft('a'));
  const { lastSequence } = journal;
  await journal.settled();
  process.stdout.write(`${lastSequence}\n`);
}
