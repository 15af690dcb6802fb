import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import { Retention } from '../../src/journal/retention.ts';
import { SqliteStore } from '../../src/journal/sqlite-store.ts';
import type { Store } from '../../src/journal/store.ts';
import { SlowStore, draft } from './stores.ts';
import { temporaryDirectory } from './temporary.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const FOREVER = { retentionDays: 36_500, maxEvents: 1_000_000_000, powerLossSafe: false };

async function fill(journal: Journal, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) journal.append(draft('a'));
  journal.flush();
  await journal.settled();
}

const kept = (journal: Journal) => journal.read(0, 100_000).events.map(({ sequence }) => sequence);

/** Prunes slice by slice until nothing is left to drop. */
async function pruneAll(journal: Journal, olderThanMs: number, maxEvents: number) {
  const slices: number[] = [];
  for (;;) {
    const dropped = await journal.prune(olderThanMs, maxEvents);
    if (dropped === 0) return slices;
    slices.push(dropped);
  }
}

const STORES: [string, () => Store][] = [
  ['memory', () => new MemoryStore()],
  [
    'SQLite',
    () =>
      new SqliteStore({
        file: join(temporaryDirectory(), 'journal.db'),
        isPowerLossSafe: false,
      }),
  ],
];

describe.each(STORES)('retention in %s', (_, makeStore) => {
  it('forgets what is older than a time, and says which is the oldest', async () => {
    const clock = new VirtualClock();
    const journal = new Journal({ store: makeStore(), clock });
    for (let day = 0; day < 10; day += 1) {
      await fill(journal, 10);
      await clock.advance(DAY_MS);
    }
    // The days before the last three and a half: six, of ten events each.
    await pruneAll(journal, 3.5 * DAY_MS, 1000);
    expect(journal.oldestSequence).toBe(71);
    expect(kept(journal)).toEqual(Array.from({ length: 30 }, (_, index) => index + 71));
    await journal.close();
  });

  it('forgets what is over a number, a slice at a time', async () => {
    const clock = new VirtualClock();
    const journal = new Journal({ store: makeStore(), clock });
    await fill(journal, 25_000);
    expect(await pruneAll(journal, DAY_MS, 1000)).toEqual([10_000, 10_000, 4000]);
    expect(journal.oldestSequence).toBe(24_001);
    expect(kept(journal)).toHaveLength(1000);
    await journal.close();
  });

  it('keeps the last event, however old, so that the numbering goes on', async () => {
    const store = makeStore();
    const clock = new VirtualClock();
    const journal = new Journal({ store, clock });
    await fill(journal, 20);
    await clock.advance(400 * DAY_MS);
    await pruneAll(journal, DAY_MS, 1000);
    expect([journal.oldestSequence, kept(journal)]).toEqual([20, [20]]);
    const again = new Journal({ store, clock });
    expect([again.oldestSequence, again.append(draft('b'))]).toEqual([20, 21]);
    again.flush();
    await again.settled();
    await again.close();
  });

  it('finds nothing to do in an empty journal', async () => {
    const journal = new Journal({ store: makeStore(), clock: new VirtualClock() });
    expect(await journal.prune(0, 1)).toBe(0);
    await journal.close();
  });
});

describe('the rounds of retention', () => {
  it('come every minute, and slice after slice while there is something to drop', async () => {
    const clock = new VirtualClock();
    const journal = new Journal({ store: new MemoryStore(), clock });
    const retention = new Retention(journal, clock, { ...FOREVER, maxEvents: 1000 });
    retention.start();
    for (let index = 0; index < 35_000; index += 1) journal.append(draft('a'));
    await clock.advance(59_999);
    expect(journal.oldestSequence).toBe(1);
    await clock.advance(1);
    expect(journal.oldestSequence).toBe(10_001);
    await clock.advance(200);
    expect(journal.oldestSequence).toBe(34_001);
    await clock.advance(120_000);
    expect(journal.oldestSequence).toBe(34_001);
    retention.stop();
    expect(clock.hasTimers).toBe(false);
  });

  it('go on after one that failed', async () => {
    class Stubborn extends MemoryStore {
      refusals = 1;
      override prune(sequence: number): void {
        this.refusals -= 1;
        if (this.refusals >= 0) throw new Error('locked');
        super.prune(sequence);
      }
    }
    const clock = new VirtualClock();
    const store = new Stubborn();
    const journal = new Journal({ store, clock });
    const retention = new Retention(journal, clock, { ...FOREVER, maxEvents: 1000 });
    retention.start();
    for (let index = 0; index < 15_000; index += 1) journal.append(draft('a'));
    await clock.advance(180_000);
    retention.stop();
    expect([journal.oldestSequence, store.bounds().oldest]).toEqual([14_001, 14_001]);
  });

  it('set no timer once they were stopped, though a slice is under way', async () => {
    class Slow extends SlowStore {
      release: () => void = () => undefined;
      override prune(): Promise<void> & void {
        return new Promise<void>((resolve) => (this.release = resolve)) as Promise<void> & void;
      }
    }
    const clock = new VirtualClock();
    const store = new Slow();
    const journal = new Journal({ store, clock });
    for (let index = 0; index < 3000; index += 1) journal.append(draft('a'));
    await clock.advance(1);
    store.finish();
    const retention = new Retention(journal, clock, { ...FOREVER, maxEvents: 1000 });
    retention.start();
    await clock.advance(60_000);
    retention.stop();
    store.release();
    await clock.advance(1);
    expect(clock.hasTimers).toBe(false);
  });
});

describe('checkpoints', () => {
  it.each(STORES)('are kept by name in %s, the last one of each', async (_, makeStore) => {
    const journal = new Journal({ store: makeStore(), clock: new VirtualClock() });
    expect(journal.loadCheckpoint('calls')).toBeUndefined();
    await journal.saveCheckpoint('calls', { sequence: 5, state: '{"a":"ü\u2028"}' });
    await journal.saveCheckpoint('others', { sequence: 6, state: '[]' });
    await journal.saveCheckpoint('calls', { sequence: 7, state: '{}' });
    expect(journal.loadCheckpoint('calls')).toEqual({ sequence: 7, state: '{}' });
    expect(journal.loadCheckpoint('others')).toEqual({ sequence: 6, state: '[]' });
    await journal.close();
  });
});
