import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../src/base/errors.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import type { Store } from '../../src/journal/store.ts';
import { EarlyStore, FailingStore, SlowStore, draft } from './stores.ts';

/** A journal over a store, and everything it tells. */
function journalOver<Kind extends Store>(store: Kind) {
  const clock = new VirtualClock();
  const journal = new Journal({ store, clock });
  const groups: number[][] = [];
  const failures: CrosspointError[] = [];
  journal.events.on('durable', (group) => groups.push(group.map(({ event }) => event.sequence)));
  journal.events.on('failed', (error) => failures.push(error));
  return { store, clock, journal, groups, failures };
}

/** What has become of a promise by now. */
async function outcomeOf(promise: Promise<unknown>, clock: VirtualClock): Promise<string> {
  let outcome = 'open';
  promise.then(
    () => (outcome = 'done'),
    (error: CrosspointError) => (outcome = error.code),
  );
  await clock.advance(0);
  return outcome;
}

describe('numbering', () => {
  it('begins at 1, has no holes and tells every number once, in order', async () => {
    const { journal, clock, groups } = journalOver(new MemoryStore());
    for (let round = 1; round <= 20; round += 1) {
      for (let count = 0; count < round; count += 1) journal.append(draft(`call_${count}`));
      await clock.advance(1);
    }
    expect(groups.flat()).toEqual(Array.from({ length: 210 }, (_, index) => index + 1));
    expect([journal.lastSequence, journal.durableSequence]).toEqual([210, 210]);
    expect(journal.oldestSequence).toBe(1);
  });

  it('goes on from what the store holds', async () => {
    const store = new MemoryStore();
    const before = journalOver(store);
    before.journal.append(draft('a'));
    before.journal.append(draft('b'));
    await before.clock.advance(1);
    const { journal } = journalOver(store);
    expect([journal.lastSequence, journal.durableSequence, journal.oldestSequence]).toEqual([
      2, 2, 1,
    ]);
    expect(journal.append(draft('c'))).toBe(3);
  });
});

describe('durability', () => {
  it('shows nothing before the store has it: no listener, no page, no count', async () => {
    const { journal, clock, groups, store } = journalOver(new SlowStore());
    journal.append(draft('a'));
    await clock.advance(1000);
    expect([journal.lastSequence, journal.durableSequence, groups]).toEqual([1, 0, []]);
    expect(journal.read(0, 10)).toEqual({ events: [], nextAfter: 0 });
    store.finish();
    await clock.advance(0);
    expect([journal.durableSequence, groups]).toEqual([1, [[1]]]);
    expect(journal.read(0, 10).events.map(({ sequence }) => sequence)).toEqual([1]);
  });

  it('shows nobody an event that the store holds but has not been told of', async () => {
    const { journal, clock, store, groups } = journalOver(new EarlyStore());
    journal.append(draft('a'));
    await clock.advance(1);
    expect(groups).toEqual([]);
    expect(journal.read(0, 10)).toEqual({ events: [], nextAfter: 0 });
    store.tell();
    await clock.advance(1);
    const page = journal.read(0, 10);
    expect(page.events.map(({ sequence }) => sequence)).toEqual([1]);
    expect(page.nextAfter).toBe(1);
  });

  it('writes together what came while the last group was written, one group at a time', async () => {
    const { journal, clock, groups, store } = journalOver(new SlowStore());
    journal.append(draft('a'));
    await clock.advance(1);
    for (let count = 0; count < 3; count += 1) {
      journal.append(draft('b'));
      journal.flush();
      await clock.advance(1);
    }
    expect(store.writes.map(({ events }) => events.length)).toEqual([1]);
    store.finish();
    await clock.advance(0);
    expect(store.writes.map(({ events }) => events.length)).toEqual([3]);
    store.finish();
    await clock.advance(0);
    expect([groups, store.overlapping]).toEqual([[[1], [2, 3, 4]], 0]);
  });

  it('gathers everything that is appended in one turn', async () => {
    const { journal, clock, groups } = journalOver(new MemoryStore());
    for (let count = 0; count < 5; count += 1) journal.append(draft('a'));
    await clock.advance(0);
    expect(groups).toEqual([[1, 2, 3, 4, 5]]);
  });

  it.each([
    ['at once', () => new MemoryStore()],
    ['later', () => new FailingStore(1000, true)],
  ])(
    'keeps the order when a listener appends what follows, with a store that writes %s',
    async (_, makeStore) => {
      const { journal, clock, groups } = journalOver<Store>(makeStore());
      const derived: [cause: number, effect: number][] = [];
      journal.events.on('durable', (group) => {
        for (const { event } of group) {
          if (event.subject === 'cause')
            derived.push([event.sequence, journal.append(draft('effect'))]);
        }
        journal.flush();
      });
      const seen: number[] = [];
      journal.events.on('durable', (group) =>
        seen.push(...group.map(({ event }) => event.sequence)),
      );
      for (let count = 0; count < 10; count += 1) {
        journal.append(draft('cause'));
        if (count % 3 === 0) await clock.advance(1);
      }
      await clock.advance(10);
      const all = Array.from({ length: 20 }, (_, index) => index + 1);
      expect(groups.flat()).toEqual(all);
      expect(seen).toEqual(all);
      expect(derived).toHaveLength(10);
      for (const [cause, effect] of derived) expect(effect).toBeGreaterThan(cause);
      expect(journal.read(0, 100).events.map(({ sequence }) => sequence)).toEqual(all);
    },
  );

  it('tells the others when one listener throws', async () => {
    const { journal, clock } = journalOver(new MemoryStore());
    const thrown: unknown[] = [];
    const note = (error: unknown) => thrown.push(error);
    process.once('uncaughtException', note);
    const others = process.listeners('uncaughtException').filter((one) => one !== note);
    for (const other of others) process.off('uncaughtException', other);
    let told = 0;
    journal.events.on('durable', () => {
      throw new Error('mine');
    });
    journal.events.on('durable', () => (told += 1));
    journal.append(draft('a'));
    await clock.advance(1);
    for (const other of others) process.on('uncaughtException', other);
    expect([told, journal.durableSequence]).toEqual([1, 1]);
    expect(thrown).toHaveLength(1);
  });
});

describe('settled', () => {
  it('resolves at once where nothing is open', async () => {
    const { journal, clock } = journalOver(new SlowStore());
    expect(await outcomeOf(journal.settled(), clock)).toBe('done');
  });

  it('waits for what was appended before, not for what comes after', async () => {
    const { journal, clock, store } = journalOver(new SlowStore());
    journal.append(draft('a'));
    await clock.advance(1);
    const first = journal.settled();
    journal.append(draft('b'));
    const second = journal.settled();
    expect(await outcomeOf(first, clock)).toBe('open');
    store.finish();
    expect(await outcomeOf(first, clock)).toBe('done');
    expect(await outcomeOf(second, clock)).toBe('open');
    store.finish();
    expect(await outcomeOf(second, clock)).toBe('done');
  });

  it('resolves after the listeners have been told', async () => {
    const { journal, clock, groups } = journalOver(new MemoryStore());
    journal.append(draft('a'));
    const seen = journal.settled().then(() => groups.flat());
    await clock.advance(1);
    expect(await seen).toEqual([1]);
  });
});

describe('a store that fails', () => {
  it.each([
    ['at once', false],
    ['later', true],
  ])(
    '%s: everything that waits is told journal-failed, and nothing more is accepted',
    async (_, isAsync) => {
      const { journal, clock, groups, failures } = journalOver<Store>(new FailingStore(1, isAsync));
      journal.append(draft('a'));
      await clock.advance(1);
      journal.append(draft('b'));
      const waiting = journal.settled();
      expect(await outcomeOf(waiting, clock)).toBe('journal-failed');
      await clock.advance(1);
      expect(failures.map(({ code, cause }) => [code, (cause as Error).message])).toEqual([
        ['journal-failed', 'database or disk is full'],
      ]);
      expect(journal.hasFailed).toBe(true);
      expect(() => journal.append(draft('c'))).toThrow('journal-failed');
      expect(await outcomeOf(journal.settled(), clock)).toBe('journal-failed');
      expect([groups, journal.durableSequence]).toEqual([[[1]], 1]);
      expect(journal.read(0, 10).events).toHaveLength(1);
    },
  );

  it('is told to what was appended while it was failing too', async () => {
    const { journal, clock, store, failures } = journalOver(new SlowStore());
    journal.append(draft('a'));
    await clock.advance(1);
    journal.append(draft('b'));
    const waiting = journal.settled();
    store.fail(new Error('I/O error'));
    expect(await outcomeOf(waiting, clock)).toBe('journal-failed');
    await clock.advance(10);
    expect([failures.length, store.writes.length]).toEqual([1, 0]);
  });

  it('can still be closed', async () => {
    const { journal, clock } = journalOver(new FailingStore(0));
    journal.append(draft('a'));
    await clock.advance(1);
    expect(await outcomeOf(journal.close(), clock)).toBe('done');
  });
});

describe('closing', () => {
  it('writes what is pending and takes nothing more', async () => {
    const { journal, clock, store, groups } = journalOver(new SlowStore());
    journal.append(draft('a'));
    await clock.advance(1);
    journal.append(draft('b'));
    const closed = journal.close();
    store.finish();
    await clock.advance(0);
    expect(await outcomeOf(closed, clock)).toBe('open');
    store.finish();
    expect(await outcomeOf(closed, clock)).toBe('done');
    expect(groups).toEqual([[1], [2]]);
    expect(() => journal.append(draft('c'))).toThrow('shutting-down');
  });

  it('writes what a listener makes of the last group too', async () => {
    const { journal, clock, store, groups } = journalOver(new SlowStore());
    journal.events.on('durable', (group) => {
      if (group[0]?.event.subject === 'cause') journal.append(draft('effect'));
    });
    journal.append(draft('cause'));
    const closed = journal.close();
    store.finish();
    await clock.advance(0);
    store.finish();
    expect(await outcomeOf(closed, clock)).toBe('done');
    expect(groups).toEqual([[1], [2]]);
  });
});
