import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/base/clock.ts';
import { SeededRandom, pick } from '../../src/base/random.ts';
import type { EventType } from '../../src/journal/event.ts';
import type { EventFilter } from '../../src/journal/event-filter.ts';
import { matchesFilter, onlySubject } from '../../src/journal/event-filter.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import { SqliteStore } from '../../src/journal/sqlite-store.ts';
import type { Store } from '../../src/journal/store.ts';
import { draft } from './stores.ts';
import { temporaryDirectory } from './temporary.ts';

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

let journal: Journal;
afterEach(() => journal.close());

async function filled(store: Store, subjects: Iterable<[subject: string, type: EventType]>) {
  journal = new Journal({ store, clock: new SystemClock() });
  for (const [subject, type] of subjects) journal.append(draft(subject, { type }));
  journal.flush();
  await journal.settled();
  return journal;
}

/** Reads page after page until nothing is left; fails where it does not get on. */
function readAll(from: Journal, limit: number, filter?: EventFilter) {
  const sequences: number[] = [];
  let pages = 0;
  for (let after = 0; ; pages += 1) {
    const { events, nextAfter } = from.read(after, limit, filter);
    expect(events.length).toBeLessThanOrEqual(limit);
    sequences.push(...events.map(({ sequence }) => sequence));
    expect(nextAfter).toBeGreaterThanOrEqual(sequences.at(-1) ?? 0);
    if (nextAfter === after) return { sequences, pages };
    expect(nextAfter).toBeGreaterThan(after);
    after = nextAfter;
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.each(STORES)('pages of a journal in %s', (_, makeStore) => {
  it('hold every event once, in order, whatever their size', async () => {
    await filled(
      makeStore(),
      numbers(2500).map(() => ['a', 'call.held']),
    );
    for (const limit of [1, 7, 1000, 2500, 5000]) {
      expect(readAll(journal, limit).sequences).toEqual(numbers(2500));
    }
  });

  it('of any filter hold just what fits it', async () => {
    const random = new SeededRandom(11);
    const types = ['call.held', 'call.ended', 'operation.done', 'switch.up'] as const;
    const subjects = ['call_1', 'call_2', 'op_1', 'demo'];
    const events = numbers(3000).map(
      () => [pick(random, subjects), pick(random, types)] as [string, EventType],
    );
    await filled(makeStore(), events);
    const filters: EventFilter[] = [
      { types: ['call.*'], subjects: [] },
      { types: ['call.held', 'switch.up'], subjects: [] },
      { types: [], subjects: ['call_1'] },
      { types: ['call.ended'], subjects: ['call_1'] },
      { types: ['operation.*'], subjects: ['call_*', 'demo'] },
      { types: ['screen-pop.*'], subjects: [] },
      { types: [], subjects: ['nobody'] },
    ];
    for (const filter of filters) {
      const expected = numbers(3000).filter((sequence) => {
        const [subject, type] = events[sequence - 1] as [string, EventType];
        return matchesFilter(filter, { type, subject });
      });
      for (const limit of [13, 1000]) {
        expect(readAll(journal, limit, filter).sequences).toEqual(expected);
      }
    }
  });

  it('of a filter that fits almost nothing come to an end and skip nothing', async () => {
    const wanted = new Set([1, 20_000, 20_001, 41_000, 45_000]);
    const kinds = numbers(45_000).map(
      (sequence) => ['a', wanted.has(sequence) ? 'switch.up' : 'call.held'] as [string, EventType],
    );
    await filled(makeStore(), kinds);
    const { sequences, pages } = readAll(journal, 1000, { types: ['switch.up'], subjects: [] });
    expect(sequences).toEqual([...wanted]);
    // One answer looks at a bounded number of events, so that nobody else waits for it.
    expect(pages).toBeGreaterThan(2);
    expect(readAll(journal, 100, { types: ['switch.down'], subjects: [] }).sequences).toEqual([]);
  });

  it('say where to go on also where nothing was found', async () => {
    await filled(
      makeStore(),
      numbers(10).map(() => ['a', 'call.held']),
    );
    const none = { types: ['switch.up'], subjects: [] };
    expect(journal.read(0, 5, none)).toEqual({ events: [], nextAfter: 10 });
    expect(journal.read(10, 5)).toEqual({ events: [], nextAfter: 10 });
    expect(journal.read(99, 5)).toEqual({ events: [], nextAfter: 99 });
    expect(journal.read(4, 2).nextAfter).toBe(6);
  });
});

describe('a filter', () => {
  it.each([
    ['call.*', 'call.held', true],
    ['call.*', 'call.', true],
    ['call.*', 'callback', false],
    ['call.held', 'call.held', true],
    ['call.held', 'call.held-again', false],
    ['*', 'anything', true],
  ])('%s and %s: %s', (pattern, value, fits) => {
    const event = { type: value, subject: value };
    expect(matchesFilter({ types: [pattern], subjects: [] }, event)).toBe(fits);
    expect(matchesFilter({ types: [], subjects: [pattern] }, event)).toBe(fits);
  });

  it('of type and subject asks for both', () => {
    const filter = { types: ['call.held'], subjects: ['a'] };
    expect(matchesFilter(filter, { type: 'call.held', subject: 'a' })).toBe(true);
    expect(matchesFilter(filter, { type: 'call.held', subject: 'b' })).toBe(false);
    expect(matchesFilter(filter, { type: 'call.ended', subject: 'a' })).toBe(false);
  });

  it('tells where it asks for one subject in full', () => {
    expect(onlySubject({ types: [], subjects: ['a'] })).toBe('a');
    expect(onlySubject({ types: [], subjects: ['a*'] })).toBeUndefined();
    expect(onlySubject({ types: [], subjects: ['a', 'b'] })).toBeUndefined();
    expect(onlySubject({ types: [], subjects: [] })).toBeUndefined();
  });
});
