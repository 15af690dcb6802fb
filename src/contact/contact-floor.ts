import type { Readable } from 'node:stream';
import type {
  AgentConfiguration,
  ContactsConfiguration,
  SwitchConfiguration,
} from '../../schemas/generated/types.ts';
import type { Clock } from '../base/clock.ts';
import { toCrosspointError } from '../base/errors.ts';
import { Ids } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { DurableEvent, Journal } from '../journal/journal.ts';
import { CallHistory } from './call-history.ts';
import { ContactDatabase } from './contact-database.ts';
import { ContactStore } from './contact-store.ts';
import { Contacts } from './contacts.ts';
import { csvFile } from './csv-file.ts';
import { Directory } from './directory.ts';
import type { Fetch } from './json-request.ts';
import type { LiveCalls } from './live-calls.ts';
import { NumberReader } from './number-identity.ts';
import { NumberingPlans } from './numbering.ts';
import { recoverPops } from './pop-recovery.ts';
import { ScreenPops } from './screen-pop.ts';

export interface ContactFloorOptions {
  readonly configuration: ContactsConfiguration;
  readonly agents: readonly AgentConfiguration[];
  readonly switches: readonly SwitchConfiguration[];
  readonly journal: Journal;
  /** Of `liveCallsOf(telephony)`. */
  readonly calls: LiveCalls;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The SQLite file, or `:memory:`. */
  readonly file: string;
  readonly fetch: Fetch;
  /** How long past calls are kept. */
  readonly historyDays?: number;
}

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 90;
const PAST_CALLS = 5;

/** Customers, past calls and screen pops, put together for one server. */
export class ContactFloor {
  readonly contacts: Contacts;
  readonly history: CallHistory;
  readonly pops: ScreenPops;
  readonly directories: readonly Directory[];
  /** Groups that could not be worked in; what they lacked is made up with the next one. */
  readonly counters = { failures: 0 };
  readonly #options: ContactFloorOptions;
  readonly #database: ContactDatabase;
  #unsubscribe: (() => void) | undefined;
  #reading: Readable | undefined;
  #imported: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: ContactFloorOptions) {
    const { configuration, journal, clock, log, fetch, calls } = options;
    this.#options = options;
    const plans = new NumberingPlans(options.switches);
    const reader = new NumberReader();
    this.#database = new ContactDatabase(options.file);
    this.directories = (configuration.directories ?? []).map(
      (directory) => new Directory({ configuration: directory, fetch, clock, log }),
    );
    this.contacts = new Contacts({
      store: new ContactStore(this.#database),
      reader,
      plans,
      directories: this.directories,
      ids: new Ids(clock, options.random),
      clock,
    });
    this.history = new CallHistory({
      database: this.#database,
      journal,
      reader,
      plans,
      keepMs: (options.historyDays ?? HISTORY_DAYS) * DAY_MS,
    });
    this.pops = new ScreenPops({
      journal,
      clock,
      log,
      contacts: this.contacts,
      history: this.history,
      reader,
      plans,
      calls,
      agents: options.agents.map(({ id, name, device }) => ({ id, name, device })),
      historyLength: configuration.history ?? PAST_CALLS,
    });
  }

  /**
   * Catches up with the journal and listens to it; to be called before telephony starts. Everything
   * works when it returns; the promise resolves when the configured CSV file has been read as well, and
   * rejects where it cannot be.
   */
  start(): Promise<void> {
    const { journal, calls, configuration } = this.#options;
    this.history.catchUp();
    recoverPops(journal, this.pops, calls.all());
    this.#unsubscribe = journal.events.on('durable', (group) => this.#apply(group));
    if (configuration.csv === undefined) return Promise.resolve();
    const imported = this.#importOnce(configuration.csv);
    this.#imported = imported.catch(() => undefined);
    return imported.catch((error: unknown) => {
      if (!this.#isClosed) throw error;
    });
  }

  /** Stops listening, gives up what is asked or read, and closes the file. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unsubscribe?.();
    for (const directory of this.directories) directory.close();
    this.#reading?.destroy(new Error('the server is stopping'));
    await this.#imported;
    this.history.close();
    this.#database.close();
  }

  #apply(group: readonly DurableEvent[]): void {
    // A full disk takes the history away, not the pops.
    this.#guarded('the call history was not written', () => this.history.apply(group));
    for (const { event } of group) {
      this.#guarded('a screen pop was not offered', () => this.pops.apply(event));
    }
  }

  #guarded(message: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.counters.failures += 1;
      this.#options.log.error(message, { error: toCrosspointError(error) });
    }
  }

  /** A file that was read before and has not changed since does not undo what was changed here. */
  async #importOnce(file: string): Promise<void> {
    const { log } = this.#options;
    const name = `csv ${file}`;
    const { version, open } = await csvFile(file);
    if (this.#isClosed || this.#database.mark(name) === version) return;
    this.#reading = open();
    const { rows, created, rejected, errors } = await this.contacts.importCsv(this.#reading, file);
    for (const { detail } of errors) log.warn('a row of the contacts was passed over', { detail });
    log.info('contacts read', { file, rows, created, rejected });
    this.#database.saveMark(name, version);
  }
}

/** The floor as the composition root makes it. */
export function createContactFloor(options: ContactFloorOptions): ContactFloor {
  return new ContactFloor(options);
}
