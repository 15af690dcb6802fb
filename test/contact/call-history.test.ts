import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../schemas/generated/types.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { CallHistory } from '../../src/contact/call-history.ts';
import { ContactDatabase } from '../../src/contact/contact-database.ts';
import { NumberReader, internalNumber } from '../../src/contact/number-identity.ts';
import { NumberingPlans } from '../../src/contact/numbering.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import { call, delivered, ended, internalCall } from './scene.ts';

const DAY_MS = 86_400_000;
const plans = new NumberingPlans([
  { id: 'demo', driver: 'x', numbering: { country: 'DE', outsidePrefixes: ['0'] } },
]);
const reader = new NumberReader();
const customer = reader.read('+49301234567', plans.home);

let place: string;
let clock: VirtualClock;
let journal: Journal;
const open: ContactDatabase[] = [];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'crosspoint-history-'));
  clock = new VirtualClock();
  journal = new Journal({ store: new MemoryStore(), clock });
});

afterEach(() => {
  for (const database of open.splice(0)) database.close();
  rmSync(place, { recursive: true });
});

/** The history as a server that starts now has it; the one before may still hold the file. */
function start() {
  const database = new ContactDatabase(join(place, 'contacts.db'));
  open.push(database);
  const history = new CallHistory({ database, journal, reader, plans, keepMs: 30 * DAY_MS });
  history.catchUp();
  const stop = journal.events.on('durable', (group) => history.apply(group));
  return { history, database, stop };
}

function tell(...calls: Call[]): void {
  for (const one of calls) journal.append(ended(one));
  journal.flush();
}

const past = (id: string, more: Partial<Call> = {}) => call(id, {}, more);
const idsOf = (history: CallHistory) => history.of(customer, 50).map(({ call }) => call);

describe('the past calls of a number', () => {
  it('come youngest first, as many as are wanted', () => {
    const { history } = start();
    tell(past('c1'), past('c2'));
    tell(past('c3'));
    expect(idsOf(history)).toEqual(['c3', 'c2', 'c1']);
    expect(history.of(customer, 2).map(({ call }) => call)).toEqual(['c3', 'c2']);
    expect(history.of(customer, 0)).toEqual([]);
    tell(past('c4'));
    expect(idsOf(history)).toEqual(['c4', 'c3', 'c2', 'c1']);
  });

  it('are those it called and those it was called by', () => {
    const { history } = start();
    tell(
      past('in', { answeredAt: 'then', answeredBy: 'demo:2001' }),
      past('missed'),
      past('out', {
        direction: 'outbound',
        calling: { device: 'demo:2002', number: '2002' },
        called: { number: '0 030 1234567' },
      }),
      past('other', { calling: { device: 'demo:T1~1', number: '030 7654321' } }),
      past('withheld', { calling: { device: 'demo:T1~1' } }),
    );
    expect(history.of(customer, 10)).toMatchObject([
      { call: 'out', direction: 'outbound', device: 'demo:2002', answered: false },
      { call: 'missed', answered: false },
      { call: 'in', direction: 'inbound', device: 'demo:2001', answered: true, duration: 60 },
    ]);
  });

  it('of the house are found under both ends', () => {
    const { history } = start();
    tell(internalCall('c1', 'demo:2001', 'demo:2002'));
    expect(history.of(internalNumber('2001'), 5)).toHaveLength(1);
    expect(history.of(internalNumber('2002'), 5)).toHaveLength(1);
  });

  it('hold a transferred call once', () => {
    const { history } = start();
    journal.append(ended(past('c1'), 'transfer'));
    tell(past('c3'));
    expect(idsOf(history)).toEqual(['c3']);
  });

  it('that are too old are forgotten', async () => {
    const { history } = start();
    tell(past('c1'));
    await clock.advance(31 * DAY_MS);
    tell(past('c2'));
    expect(idsOf(history)).toEqual(['c2']);
  });
});

describe('each call is in the history exactly once', () => {
  it('when the server is killed between two groups', () => {
    const first = start();
    tell(past('c1'), past('c2'));
    first.stop();
    tell(past('c3'));
    const second = start();
    expect(idsOf(second.history)).toEqual(['c3', 'c2', 'c1']);
    tell(past('c4'));
    second.stop();
    expect(idsOf(start().history)).toEqual(['c4', 'c3', 'c2', 'c1']);
  });

  it('when a group cannot be written, and the next one can', () => {
    const { history, database } = start();
    const errors: unknown[] = [];
    const { connection } = database;
    connection.exec(
      `CREATE TEMP TRIGGER full BEFORE INSERT ON past_call WHEN NEW.body LIKE '%"c2"%'
       BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
    );
    const apply = history.apply.bind(history);
    history.apply = (group) => {
      try {
        apply(group);
      } catch (error) {
        errors.push(error);
      }
    };
    tell(past('c1'), past('c2'));
    expect(errors).toHaveLength(1);
    expect(idsOf(history)).toEqual([]);
    connection.exec('DROP TRIGGER full');
    tell(past('c3'));
    expect(idsOf(history)).toEqual(['c3', 'c2', 'c1']);
  });

  it('when it reads thousands of events that it has missed', () => {
    for (let index = 0; index < 5000; index += 1) {
      journal.append(delivered(past(`c${index}`)));
      if (index % 2 === 0) journal.append(ended(past(`c${index}`)));
    }
    journal.flush();
    const { history } = start();
    expect(idsOf(history)).toHaveLength(50);
    const { total } = open[0]?.connection
      .prepare<[], { total: number }>('SELECT count(*) AS total FROM past_call')
      .get() ?? { total: 0 };
    expect(total).toBe(2500);
  });

  it('when the journal was put away and begins anew', () => {
    const first = start();
    tell(past('c1'), past('c2'));
    first.stop();
    journal = new Journal({ store: new MemoryStore(), clock });
    const second = start();
    tell(past('d1'));
    expect(idsOf(second.history)).toEqual(['d1', 'c2', 'c1']);
  });

  it('and a stop notes the place, so that nothing is read again', () => {
    const { history, database } = start();
    journal.append(delivered(past('c1')));
    journal.flush();
    expect(database.mark('call-history')).toBeUndefined();
    history.close();
    expect(database.mark('call-history')).toBe('1');
  });
});
