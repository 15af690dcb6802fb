import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/base/clock.ts';
import { Journal } from '../../src/journal/journal.ts';
import { SqliteStore } from '../../src/journal/sqlite-store.ts';
import { draft } from './stores.ts';
import { temporaryDirectory } from './temporary.ts';

const newFile = () => join(temporaryDirectory(), 'journal.db');
const open = (file: string) => new SqliteStore({ file, isPowerLossSafe: false });
const journalOver = (store: SqliteStore) => new Journal({ store, clock: new SystemClock() });

const sequencesIn = (store: SqliteStore) => store.read(0, 100_000).map(({ sequence }) => sequence);

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('a journal file', () => {
  it('holds everything after it was closed, and the numbering goes on', async () => {
    const file = newFile();
    const journal = journalOver(open(file));
    for (let index = 0; index < 100; index += 1) journal.append(draft(`call_${index}`));
    await journal.close();
    const store = open(file);
    expect(store.bounds()).toEqual({ oldest: 1, last: 100 });
    const again = journalOver(store);
    expect([again.lastSequence, again.durableSequence, again.oldestSequence]).toEqual([
      100, 100, 1,
    ]);
    expect(again.append(draft('next'))).toBe(101);
    await again.settled();
    expect(store.readSubject('next', 0, 10)).toMatchObject([
      { sequence: 101, type: 'call.digits', subject: 'next' },
    ]);
    await again.close();
  });

  it('can be read while it is written: in order, without a hole, never more than was told', async () => {
    const store = open(newFile());
    const journal = journalOver(store);
    let told = 0;
    journal.events.on('durable', (group) => {
      expect(group[0]?.event.sequence).toBe(told + 1);
      told = group.at(-1)?.event.sequence ?? told;
    });
    let position = 0;
    for (let round = 0; round < 200; round += 1) {
      for (let index = 0; index < 25; index += 1) journal.append(draft('a'));
      if (round % 10 === 0) await journal.settled();
      const { events, nextAfter } = journal.read(position, 1000);
      expect(events.map(({ sequence }) => sequence)).toEqual(
        upTo(events.length).map((sequence) => position + sequence),
      );
      expect(nextAfter).toBeLessThanOrEqual(told);
      position = nextAfter;
    }
    await journal.settled();
    expect(sequencesIn(store)).toEqual(upTo(5000));
    await journal.close();
  });

  it('is finished when it is closed: what was asked for before is on the disk', async () => {
    const file = newFile();
    const journal = journalOver(open(file));
    const big = 'x'.repeat(10_000);
    for (let index = 0; index < 500; index += 1) journal.append(draft('a', { data: { big } }));
    journal.flush();
    for (let index = 0; index < 500; index += 1) journal.append(draft('b'));
    await journal.close();
    const database = new Database(file, { readonly: true });
    expect(database.prepare('SELECT count(*) AS n, max(sequence) AS m FROM event').get()).toEqual({
      n: 1000,
      m: 1000,
    });
    database.close();
  });

  it('takes a group whole or not at all', async () => {
    const store = open(newFile());
    const row = (sequence: number) => ({ sequence, type: 't', subject: 's', json: '{}' });
    await store.write([row(1), row(2)]);
    // The third group begins at a number that is taken.
    await expect(store.write([row(2), row(3)])).rejects.toThrow('UNIQUE');
    expect(sequencesIn(store)).toEqual([1, 2]);
    await store.write([row(3)]);
    expect(sequencesIn(store)).toEqual([1, 2, 3]);
    await store.close();
  });

  it('finds the first event at or after a time by its number alone', async () => {
    const store = open(newFile());
    const at = (sequence: number, ms: number) => ({
      sequence,
      type: 't',
      subject: 's',
      json: JSON.stringify({ time: new Date(ms).toISOString() }),
    });
    expect(store.sequenceAt(0)).toBeUndefined();
    await store.write(upTo(100).map((sequence) => at(sequence, Math.ceil(sequence / 2) * 1000)));
    await store.prune(10);
    expect([0, 6000, 6001, 7000, 49_500, 50_000].map((ms) => store.sequenceAt(ms))).toEqual([
      11, 11, 13, 13, 99, 99,
    ]);
    expect(store.sequenceAt(50_001)).toBeUndefined();
    await store.close();
  });

  it('refuses what is asked of it after it was closed, and says why', async () => {
    const store = open(newFile());
    await store.close();
    await expect(
      store.write([{ sequence: 1, type: 't', subject: 's', json: '{}' }]),
    ).rejects.toThrow('journal writer has ended');
  });
});

/** Writes to a journal in a process of its own until that is killed; what it said was settled. */
async function killedAfter(file: string, acknowledged: number): Promise<number> {
  const script = join(import.meta.dirname, 'endless-writer.ts');
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Math.max(last, Number(line));
    if (last >= acknowledged) child.kill('SIGKILL');
  }
  const [, signal] = (await exited) as [unknown, string];
  expect(signal).toBe('SIGKILL');
  return last;
}

describe('a process killed while it writes', () => {
  it('loses nothing that was acknowledged, and the next one goes on without a hole', async () => {
    const file = newFile();
    let expected = 0;
    for (let round = 1; round <= 3; round += 1) {
      const acknowledged = await killedAfter(file, expected + 500 * round);
      const store = open(file);
      const kept = sequencesIn(store);
      expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
      expect(kept).toEqual(upTo(kept.length));
      await store.close();
      expected = kept.length;
    }
  });
});
