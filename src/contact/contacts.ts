import type { Readable } from 'node:stream';
import type {
  Contact,
  ContactInput,
  ContactList,
  ContactLookup,
  ContactMatch,
} from '../../schemas/generated/types.ts';
import * as validators from '../../schemas/generated/validators.ts';
import { CrosspointError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { ContactStore, StoredContact } from './contact-store.ts';
import { matchOf } from './contact-store.ts';
import type { CsvReport } from './csv-import.ts';
import { importCsv } from './csv-import.ts';
import type { Directory } from './directory.ts';
import type { NumberIdentity, NumberReader } from './number-identity.ts';
import { CONFIDENCE, matchNumbers } from './number-match.ts';
import type { NumberingPlans } from './numbering.ts';

export interface ContactsOptions {
  readonly store: ContactStore;
  readonly reader: NumberReader;
  readonly plans: NumberingPlans;
  readonly directories: readonly Directory[];
  readonly ids: Ids;
  readonly clock: Clock;
}

/** Where a number was written; without it, where the first switch with a country stands. */
export interface LookupContext {
  readonly switch: string;
  /** The trunk it came over. */
  readonly trunk?: string;
}

/** What can be said of a number now, and what outside directories have yet to say. */
export interface Findings {
  readonly matches: readonly ContactMatch[];
  /** All matches, when every directory has answered or failed; undefined where nobody was asked. */
  readonly pending: Promise<readonly ContactMatch[]> | undefined;
}

interface StoredFields {
  readonly id: string;
  readonly name: string;
  readonly numbers: string[];
  readonly url?: string;
  readonly fields: Contact['fields'];
}

const LONGEST_FIELDS = 64 * 1024;

/** Customers: kept here and in outside directories, found by their numbers. */
export class Contacts {
  readonly #options: ContactsOptions;

  constructor(options: ContactsOptions) {
    this.#options = options;
  }

  /** Whose number this is, as far as it is known here; nobody outside is asked. */
  lookup(raw: string, context?: LookupContext): ContactLookup {
    const identity = this.#read(raw, context);
    const known = this.#options.directories.flatMap((directory) => directory.known(identity));
    return lookupOf(identity, this.#merged(identity, known));
  }

  /** The same with what the outside directories say; it waits for them, and never rejects for them. */
  async lookUpEverywhere(raw: string, context?: LookupContext): Promise<ContactLookup> {
    const identity = this.#read(raw, context);
    const { matches, pending } = this.find(identity);
    return lookupOf(identity, (await pending) ?? matches);
  }

  /** Who a number may belong to, from here and from every directory. */
  find(identity: NumberIdentity): Findings {
    const { directories } = this.#options;
    if (directories.length === 0 || identity.keys.length === 0) {
      return { matches: this.#merged(identity, []), pending: undefined };
    }
    const known: Contact[] = [];
    const asked: Promise<readonly Contact[]>[] = [];
    for (const directory of directories) {
      const answer = directory.ask(identity);
      if (answer instanceof Promise) asked.push(answer);
      else known.push(...answer);
    }
    const matches = this.#merged(identity, known);
    if (asked.length === 0) return { matches, pending: undefined };
    const pending = Promise.all(asked).then((answers) =>
      this.#merged(identity, [...known, ...answers.flat()]),
    );
    return { matches, pending };
  }

  /** Throws `invalid-request`. */
  create(input: ContactInput): Contact {
    return this.#save(this.#options.ids.next('contact'), checked(input));
  }

  /** Throws `unknown-contact`. */
  get(id: string): Contact {
    const contact = this.#options.store.get(id);
    if (contact === undefined) throw unknown(id);
    return contact;
  }

  /** Replaces a contact; throws `unknown-contact` and `invalid-request`. */
  put(id: string, input: ContactInput): Contact {
    this.get(id);
    return this.#save(id, checked(input));
  }

  /** Throws `unknown-contact`. */
  delete(id: string): void {
    if (!this.#options.store.delete(id)) throw unknown(id);
  }

  /** Contacts in the order of their creation; throws `invalid-request` for a cursor not from here. */
  list(cursor: string | undefined, limit: number): ContactList {
    const { items, next } = this.#options.store.page(decodeCursor(cursor), limit);
    return next === undefined ? { items } : { items, cursor: encodeCursor(next) };
  }

  /**
   * Takes contacts from CSV, a few hundred in a transaction. Rows with an `id` that is known replace
   * what was there. Rejects with `invalid-request` and a position where the file is no such CSV.
   */
  async importCsv(input: Readable, source: string): Promise<CsvReport & { created: number }> {
    let created = 0;
    const report = await importCsv({
      input,
      source,
      giveWay: () => sleep(this.#options.clock, 0),
      write: (contacts) => {
        created += this.#options.store.write(contacts.map((contact) => this.#stored(contact)));
      },
    });
    return { ...report, created };
  }

  #read(raw: string, context?: LookupContext): NumberIdentity {
    const { reader, plans } = this.#options;
    const numbering = context === undefined ? plans.home : plans.of(context.switch, context.trunk);
    return reader.read(raw, numbering);
  }

  #save(id: string, input: ContactInput): Contact {
    const { name, numbers, url, fields = {} } = input;
    const given = { id, name, numbers, fields };
    const stored = this.#stored(url === undefined ? given : { ...given, url });
    this.#options.store.write([stored]);
    return stored.contact;
  }

  #stored(given: StoredFields): StoredContact {
    const identities = uniqueBy(
      given.numbers.map((number) => this.#identityOf(number)),
      ({ form }) => form,
    );
    const numbers = identities.map(({ e164, raw }) => e164 ?? raw.trim());
    return { contact: { ...given, numbers, source: 'local' }, identities };
  }

  #identityOf(number: string): NumberIdentity {
    const { reader, plans } = this.#options;
    return reader.read(number, plans.home);
  }

  #merged(identity: NumberIdentity, outside: readonly Contact[]): readonly ContactMatch[] {
    const own = this.#options.store.matches(identity);
    if (outside.length === 0) return own;
    const others = uniqueBy(outside, ({ id }) => id).map((contact) =>
      matchOf(contact, this.#confidenceOf(identity, contact)),
    );
    return [...own, ...others].toSorted((a, b) => b.confidence - a.confidence);
  }

  /** A directory may know better than its own list of numbers why it has named somebody. */
  #confidenceOf(identity: NumberIdentity, { numbers }: Contact): number {
    const confidences = numbers.map((number) => matchNumbers(identity, this.#identityOf(number)));
    return Math.max(CONFIDENCE.suffix, ...confidences);
  }
}

function lookupOf({ e164 }: NumberIdentity, matches: readonly ContactMatch[]): ContactLookup {
  return e164 === undefined ? { matches: [...matches] } : { matches: [...matches], e164 };
}

function checked(input: ContactInput): ContactInput {
  const validate = validators.validateContactInput;
  if (!validate(input)) {
    const faults = (validate.errors ?? []).map(({ instancePath, message = 'does not fit' }) => ({
      pointer: instancePath,
      message,
    }));
    const detail = faults.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join(', ');
    throw new CrosspointError('invalid-request', detail, { faults });
  }
  if (input.name.trim() === '') throw misfit('/name', 'must not be blank');
  if (input.fields !== undefined && JSON.stringify(input.fields).length > LONGEST_FIELDS) {
    throw misfit('/fields', `must not be over ${LONGEST_FIELDS} characters of JSON`);
  }
  return input;
}

function misfit(pointer: string, message: string): CrosspointError {
  return new CrosspointError('invalid-request', `${pointer} ${message}`, {
    faults: [{ pointer, message }],
    position: { source: 'body', pointer },
  });
}

function unknown(id: string): CrosspointError {
  return new CrosspointError('unknown-contact', `there is no contact ${id.slice(0, 128)}`);
}

function encodeCursor(row: number): string {
  return Buffer.from(`row ${row}`).toString('base64url');
}

function decodeCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const row = /^row (\d{1,15})$/u.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (row !== undefined) return Number(row);
  throw new CrosspointError('invalid-request', 'this cursor did not come from here', {
    position: { source: 'query', pointer: '/cursor' },
  });
}

function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
}
