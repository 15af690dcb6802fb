import type Database from 'better-sqlite3';
import type { Contact, ContactMatch } from '../../schemas/generated/types.ts';
import type { ContactDatabase } from './contact-database.ts';
import type { NumberIdentity } from './number-identity.ts';
import { confidenceOf } from './number-match.ts';

/** A contact to be written, with what its numbers are found by. */
export interface StoredContact {
  readonly contact: Contact;
  readonly identities: readonly NumberIdentity[];
}

interface ContactRow {
  readonly row: number;
  readonly body: string;
}

interface MatchRow extends ContactRow {
  readonly key: string;
  readonly form: string;
}

/** Rows looked at for one number: a shared switchboard number does not bring a thousand people. */
const MATCH_ROWS = 50;

/** Contacts in SQLite, found by the keys of their numbers. */
export class ContactStore {
  readonly #database: ContactDatabase;
  readonly #select: Database.Statement<[string], ContactRow>;
  readonly #selectPage: Database.Statement<[number, number], ContactRow>;
  readonly #selectMatches: Database.Statement<[string, string, string, string], MatchRow>;
  readonly #insert: Database.Statement<[string, string]>;
  readonly #update: Database.Statement<[string, number]>;
  readonly #delete: Database.Statement<[number]>;
  readonly #insertNumber: Database.Statement<[string, number, string]>;
  readonly #deleteNumbers: Database.Statement<[number]>;
  /** What was found since the last write, for as long as the reader remembers the number. */
  #found = new WeakMap<NumberIdentity, readonly ContactMatch[]>();

  constructor(database: ContactDatabase) {
    const { connection } = database;
    this.#database = database;
    this.#select = connection.prepare('SELECT row, body FROM contact WHERE id = ?');
    this.#selectPage = connection.prepare(
      'SELECT row, body FROM contact WHERE row > ? ORDER BY row LIMIT ?',
    );
    this.#selectMatches = connection.prepare(
      `SELECT key, form, row, body FROM contact_number
       JOIN contact ON contact.row = contact_number.contact
       WHERE key IN (?, ?, ?, ?) LIMIT ${MATCH_ROWS}`,
    );
    this.#insert = connection.prepare('INSERT INTO contact (id, body) VALUES (?, ?)');
    this.#update = connection.prepare('UPDATE contact SET body = ? WHERE row = ?');
    this.#delete = connection.prepare('DELETE FROM contact WHERE row = ?');
    this.#insertNumber = connection.prepare(
      'INSERT OR IGNORE INTO contact_number VALUES (?, ?, ?)',
    );
    this.#deleteNumbers = connection.prepare('DELETE FROM contact_number WHERE contact = ?');
  }

  get(id: string): Contact | undefined {
    const found = this.#select.get(id);
    return found === undefined ? undefined : contactOf(found);
  }

  /** Writes contacts, all or none; says how many of them were new. */
  write(contacts: readonly StoredContact[]): number {
    this.#found = new WeakMap();
    return this.#database.transaction(() => {
      let created = 0;
      for (const contact of contacts) if (this.#write(contact)) created += 1;
      return created;
    });
  }

  /** False where there is no such contact. */
  delete(id: string): boolean {
    const found = this.#select.get(id);
    if (found === undefined) return false;
    this.#found = new WeakMap();
    this.#database.transaction(() => {
      this.#deleteNumbers.run(found.row);
      this.#delete.run(found.row);
    });
    return true;
  }

  /** Contacts in the order in which they were created, those above `after`; `next` if there are more. */
  page(after: number, limit: number): { readonly items: Contact[]; readonly next?: number } {
    const rows = this.#selectPage.all(after, limit + 1);
    const items = rows.slice(0, limit).map(contactOf);
    const last = rows[limit - 1];
    return rows.length > limit && last !== undefined ? { items, next: last.row } : { items };
  }

  /** Whoever may be behind a number, the likeliest first. The list is not to be changed. */
  matches(identity: NumberIdentity): readonly ContactMatch[] {
    const known = this.#found.get(identity);
    if (known !== undefined) return known;
    const matches = this.#find(identity);
    this.#found.set(identity, matches);
    return matches;
  }

  #find(identity: NumberIdentity): ContactMatch[] {
    const [key, second = key, third = key, fourth = key] = identity.keys;
    if (key === undefined || second === undefined || third === undefined || fourth === undefined) {
      return [];
    }
    const best = new Map<number, { readonly row: MatchRow; readonly confidence: number }>();
    for (const row of this.#selectMatches.all(key, second, third, fourth)) {
      const confidence = confidenceOf(identity, row.key, row.form);
      if (confidence > (best.get(row.row)?.confidence ?? 0)) best.set(row.row, { row, confidence });
    }
    if (best.size === 0) return [];
    return [...best.values()]
      .toSorted((a, b) => b.confidence - a.confidence || a.row.row - b.row.row)
      .slice(0, MATCH_ROWS)
      .map(({ row, confidence }) => matchOf(contactOf(row), confidence));
  }

  #write({ contact, identities }: StoredContact): boolean {
    const body = JSON.stringify(contact);
    const known = this.#select.get(contact.id);
    let row: number;
    if (known === undefined) {
      row = Number(this.#insert.run(contact.id, body).lastInsertRowid);
    } else {
      ({ row } = known);
      if (known.body !== body) this.#update.run(body, row);
      this.#deleteNumbers.run(row);
    }
    for (const { keys, form } of identities) {
      for (const key of keys) this.#insertNumber.run(key, row, form);
    }
    return known === undefined;
  }
}

export function matchOf(contact: Contact, confidence: number): ContactMatch {
  const { url } = contact;
  return url === undefined ? { contact, confidence } : { contact, confidence, url };
}

function contactOf({ body }: ContactRow): Contact {
  return JSON.parse(body) as Contact;
}
