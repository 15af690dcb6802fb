import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Call, CallEnded, PastCall, Party } from '../../schemas/generated/types.ts';
import type { EventFilter } from '../journal/event-filter.ts';
import type { DurableEvent, Journal } from '../journal/journal.ts';
import type { ContactDatabase } from './contact-database.ts';
import type { NumberIdentity, NumberReader } from './number-identity.ts';
import { internalNumber } from './number-identity.ts';
import type { NumberingPlans } from './numbering.ts';
import { deviceNumber } from './other-party.ts';

export interface CallHistoryOptions {
  readonly database: ContactDatabase;
  readonly journal: Journal;
  readonly reader: NumberReader;
  readonly plans: NumberingPlans;
  /** Calls that ended longer ago are forgotten. */
  readonly keepMs: number;
}

const MARK = 'call-history';
const ENDS: EventFilter = { types: ['call.ended'], subjects: [] };
const PAGE = 2000;
/** Events without an end of a call after which the place is noted nevertheless. */
const UNMARKED_EVENTS = 10_000;
const PRUNE_EVERY_MS = 3_600_000;
const PRUNE_ROWS = 2000;

interface Recent {
  readonly limit: number;
  readonly calls: readonly PastCall[];
}

/** Numbers whose last calls need not be read again. */
const REMEMBERED = 5000;

/**
 * The past calls of every number: a view of the journal in SQLite. The place it has come to is written
 * in the transaction of its rows, so that each call is in it once however often the server stops.
 */
export class CallHistory {
  readonly #options: CallHistoryOptions;
  readonly #insert: Database.Statement<[string, number, string]>;
  readonly #select: Database.Statement<[string, number], { bodies: string | null }>;
  readonly #prune: Database.Statement<[number, number]>;
  /** Key → its last calls, as they were when last asked for. */
  readonly #recent = new LRUCache<string, Recent>({ max: REMEMBERED });
  /** The last event that is contained. */
  #last: number;
  #marked: number;
  #prunedAt = 0;

  constructor(options: CallHistoryOptions) {
    const { connection } = options.database;
    this.#options = options;
    this.#insert = connection.prepare(
      'INSERT INTO past_call (key, ended_at, body) VALUES (?, ?, ?)',
    );
    this.#select = connection.prepare(
      // One row for all of them: this is asked at every ring.
      `SELECT group_concat(body ORDER BY row DESC) AS bodies FROM
       (SELECT row, body FROM past_call WHERE key = ? ORDER BY row DESC LIMIT ?)`,
    );
    this.#prune = connection.prepare(
      `DELETE FROM past_call WHERE ended_at < ? AND row IN
       (SELECT row FROM past_call ORDER BY row LIMIT ?)`,
    );
    const marked = Number(options.database.mark(MARK) ?? 0);
    // A journal that ends before it is another journal: it is read from its beginning.
    this.#last = marked > options.journal.durableSequence ? 0 : marked;
    this.#marked = this.#last;
  }

  /** Works in what the journal has and this has not, a page at a time. */
  catchUp(): void {
    const { journal, database } = this.#options;
    while (this.#last < journal.durableSequence) {
      const { events, nextAfter } = journal.read(this.#last, PAGE, ENDS);
      if (nextAfter <= this.#last) return;
      database.transaction(() => {
        for (const { json } of events) {
          const { time, data } = JSON.parse(json) as { time: string; data: CallEnded };
          this.#add(data, Date.parse(time));
        }
        database.saveMark(MARK, String(nextAfter));
      });
      this.#last = nextAfter;
      this.#marked = nextAfter;
    }
  }

  /** Works in a group of the journal, in one transaction; what is missing before it comes first. */
  apply(group: readonly DurableEvent[]): void {
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined) return;
    if (first.event.sequence !== this.#last + 1) {
      this.catchUp();
      return;
    }
    const { sequence, time } = last.event;
    const hasEnds = group.some(({ event }) => event.type === 'call.ended');
    if (hasEnds || sequence - this.#marked >= UNMARKED_EVENTS) {
      this.#options.database.transaction(() => {
        for (const { event } of group) {
          if (event.type === 'call.ended') this.#add(event.data, event.time);
        }
        this.#mark(sequence);
      });
      this.#marked = sequence;
    }
    this.#last = sequence;
    if (time - this.#prunedAt >= PRUNE_EVERY_MS) this.prune(time);
  }

  /** The last calls of a number, youngest first. */
  of(identity: NumberIdentity, limit: number): readonly PastCall[] {
    const [key] = identity.keys;
    if (key === undefined || limit === 0) return [];
    const known = this.#recent.get(key);
    if (known?.limit === limit) return known.calls;
    const bodies = this.#select.get(key, limit)?.bodies ?? '';
    const calls = JSON.parse(`[${bodies}]`) as PastCall[];
    this.#recent.set(key, { limit, calls });
    return calls;
  }

  /** Forgets the oldest calls, a slice at a time; says how many. */
  prune(now: number): number {
    this.#recent.clear();
    const { changes } = this.#prune.run(now - this.#options.keepMs, PRUNE_ROWS);
    // A full slice: there may be more, which the next group takes.
    if (changes < PRUNE_ROWS) this.#prunedAt = now;
    return changes;
  }

  /** Notes the place, so that the next start has nothing to read again. */
  close(): void {
    if (this.#last > this.#marked) this.#mark(this.#last);
  }

  #mark(sequence: number): void {
    this.#options.database.saveMark(MARK, String(sequence));
  }

  #add({ call, duration, cause }: CallEnded, endedAt: number): void {
    // A call that was joined to another goes on under that one, which ends later.
    if (cause.code === 'transfer' || cause.code === 'conference') return;
    const device = call.direction === 'outbound' ? call.calling.device : call.answeredBy;
    const past: PastCall = {
      call: call.id,
      startedAt: call.startedAt,
      direction: call.direction,
      duration,
      answered: call.answeredAt !== undefined,
      cause: cause.code,
    };
    if (device !== undefined) past.device = device;
    const body = JSON.stringify(past);
    for (const key of this.#keysOf(call)) {
      this.#recent.delete(key);
      this.#insert.run(key, Math.floor(endedAt), body);
    }
  }

  /** Under whose numbers the call is found: the outside party's, or both of an internal call. */
  #keysOf(call: Call): Set<string> {
    const { calling, called, direction } = call;
    const identities =
      direction === 'internal'
        ? [internal(calling), internal(called)]
        : [this.#outside(call.switch, direction === 'inbound' ? calling : called)];
    return new Set(identities.flatMap(({ keys }) => keys.slice(0, 1)));
  }

  #outside(switchId: string, { number, device }: Party): NumberIdentity {
    const { reader, plans } = this.#options;
    const trunk = device === undefined ? undefined : deviceNumber(device);
    return reader.read(number, plans.of(switchId, trunk));
  }
}

function internal({ number, device }: Party): NumberIdentity {
  return internalNumber(number ?? (device === undefined ? '' : deviceNumber(device)));
}
