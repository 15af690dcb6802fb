import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CrosspointError } from '../../src/base/errors.ts';
import { SystemClock } from '../../src/base/clock.ts';
import { Ids } from '../../src/base/ids.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { ContactDatabase } from '../../src/contact/contact-database.ts';
import { ContactStore } from '../../src/contact/contact-store.ts';
import { Contacts } from '../../src/contact/contacts.ts';
import { NumberReader } from '../../src/contact/number-identity.ts';
import { NumberingPlans } from '../../src/contact/numbering.ts';

function setUp() {
  const database = new ContactDatabase(':memory:');
  const contacts = new Contacts({
    store: new ContactStore(database),
    reader: new NumberReader(),
    plans: new NumberingPlans([
      {
        id: 'demo',
        driver: 'simulated',
        numbering: { country: 'DE', areaCode: '30', outsidePrefixes: ['0'] },
        trunks: { US1: { country: 'US', areaCode: '212' } },
      },
    ]),
    directories: [],
    ids: new Ids(new VirtualClock(), new SeededRandom(1)),
    clock: new SystemClock(),
  });
  return { contacts, database };
}

const anna = { name: 'Anna Berg', numbers: ['030/123 45 67', '+49 171 1234567'] };

describe('contacts', () => {
  it('are kept with their numbers in E.164, each once', () => {
    const { contacts } = setUp();
    const numbers = ['030 1234567', '+49301234567', '2001', ' sip:anna@example.com '];
    const contact = contacts.create({ ...anna, numbers, url: 'https://crm.example/1' });
    expect(contact).toEqual({
      id: expect.stringMatching(/^contact_/) as string,
      name: 'Anna Berg',
      numbers: ['+49301234567', '2001', 'sip:anna@example.com'],
      url: 'https://crm.example/1',
      fields: {},
      source: 'local',
    });
    expect(contacts.get(contact.id)).toEqual(contact);
  });

  it('are found by any writing of a number', () => {
    const { contacts } = setUp();
    const contact = contacts.create({ ...anna, url: 'https://crm.example/1' });
    for (const raw of ['0049301234567', '+49 (0)30 1234567', '1234567', '0 030 1234567']) {
      expect(contacts.lookup(raw)).toEqual({
        e164: '+49301234567',
        matches: [{ contact, confidence: 1, url: 'https://crm.example/1' }],
      });
    }
    expect(contacts.lookup('030 7654321')).toEqual({ e164: '+49307654321', matches: [] });
    expect(contacts.lookup('Anonymous')).toEqual({ matches: [] });
  });

  it('are found by what a trunk makes of the number', () => {
    const { contacts } = setUp();
    contacts.create({ name: 'Ann', numbers: ['+12125551234'] });
    const { matches } = contacts.lookup('555-1234', { switch: 'demo', trunk: 'US1' });
    expect(matches[0]).toMatchObject({ contact: { name: 'Ann' }, confidence: 1 });
  });

  it('match several at a time, the likeliest first', () => {
    const { contacts } = setUp();
    contacts.create({ name: 'old', numbers: ['+551187654321'] });
    contacts.create({ name: 'new', numbers: ['+5511987654321'] });
    contacts.create({ name: 'also new', numbers: ['+5511987654321', '+551187654321'] });
    const { matches } = contacts.lookup('+5511987654321');
    expect(matches.map(({ contact, confidence }) => [contact.name, confidence])).toEqual([
      ['new', 1],
      ['also new', 1],
      ['old', 0.9],
    ]);
  });

  it('bring no more than fifty of a number that everybody has', () => {
    const { contacts } = setUp();
    for (let count = 0; count < 60; count += 1)
      contacts.create({ name: 'x', numbers: ['0301234567'] });
    expect(contacts.lookup('0301234567').matches).toHaveLength(50);
  });

  it('are replaced with their numbers, and looked up as they are now', () => {
    const { contacts } = setUp();
    const { id } = contacts.create(anna);
    expect(contacts.lookup('030 1234567').matches).toHaveLength(1);
    contacts.put(id, { name: 'Anna Tal', numbers: ['030 7777777'] });
    expect(contacts.lookup('030 1234567').matches).toHaveLength(0);
    expect(contacts.lookup('030 7777777').matches[0]?.contact).toMatchObject({
      id,
      name: 'Anna Tal',
    });
  });

  it('are forgotten with their numbers', () => {
    const { contacts, database } = setUp();
    const { id } = contacts.create(anna);
    contacts.delete(id);
    expect(contacts.lookup('030 1234567').matches).toEqual([]);
    expect(database.connection.prepare('SELECT * FROM contact_number').all()).toEqual([]);
    expect(() => contacts.get(id)).toThrow('unknown-contact');
  });

  it('that are not there are said to be unknown', () => {
    const { contacts } = setUp();
    expect(() => contacts.get('nobody')).toThrow('unknown-contact');
    expect(() => contacts.put('nobody', anna)).toThrow('unknown-contact');
    expect(() => contacts.delete('nobody')).toThrow('unknown-contact');
  });

  it.each([
    [{ name: '', numbers: [] }, '/name'],
    [{ name: '   ', numbers: [] }, '/name'],
    [{ name: 'A', numbers: [''] }, '/numbers/0'],
    [{ name: 'A', numbers: [], url: 'javascript:alert(1)' }, '/url'],
    [{ name: 'A', numbers: [], fields: { note: 'x'.repeat(70_000) } }, '/fields'],
  ])('refuse %o at %s', (input, pointer) => {
    const { contacts } = setUp();
    const error = caught(() => contacts.create(input));
    expect(error.code).toBe('invalid-request');
    expect(error.faults[0]?.pointer).toBe(pointer);
  });

  it('are listed a page at a time, each once, whatever comes and goes between', () => {
    const { contacts } = setUp();
    const ids = Array.from({ length: 7 }, (_, index) =>
      contacts.create({ name: `c${index}`, numbers: [] }),
    ).map(({ id }) => id);
    const first = contacts.list(undefined, 3);
    contacts.delete(ids[1] ?? '');
    contacts.delete(ids[3] ?? '');
    const second = contacts.list(first.cursor, 3);
    const names = [...first.items, ...second.items].map(({ name }) => name);
    expect(names).toEqual(['c0', 'c1', 'c2', 'c4', 'c5', 'c6']);
    expect(second.cursor).toBeUndefined();
    expect(() => contacts.list('bm9uc2Vuc2U', 3)).toThrow('invalid-request');
  });
});

describe('a CSV file', () => {
  const read = (contacts: Contacts, ...lines: string[]) =>
    contacts.importCsv(Readable.from([`${lines.join('\n')}\n`]), 'people.csv');

  it('brings names, numbers, addresses and fields', async () => {
    const { contacts } = setUp();
    const report = await read(
      contacts,
      '\ufeffid,Name,number,number2,url,City,Note',
      'k1,"Berg, Anna",030 1234567; 0171 1234567,+1 212 555 1234,https://crm.example/1,Berlin,"two\nlines"',
      '',
      'k2,Carl,,,,,',
    );
    expect(report).toEqual({ rows: 2, created: 2, rejected: 0, errors: [] });
    expect(contacts.get('k1')).toEqual({
      id: 'k1',
      name: 'Berg, Anna',
      numbers: ['+49301234567', '+491711234567', '+12125551234'],
      url: 'https://crm.example/1',
      fields: { City: 'Berlin', Note: 'two\nlines' },
      source: 'local',
    });
    expect(contacts.get('k2').fields).toEqual({});
  });

  it('read again replaces what it brought before', async () => {
    const { contacts } = setUp();
    await read(contacts, 'id,name,number', 'k1,Anna,030 1234567');
    const report = await read(contacts, 'id,name,number', 'k1,Anna Tal,030 7777777', 'k2,Carl,1');
    expect(report.created).toBe(1);
    expect(contacts.list(undefined, 10).items).toHaveLength(2);
    expect(contacts.lookup('030 1234567').matches).toEqual([]);
    expect(contacts.lookup('030 7777777').matches).toHaveLength(1);
  });

  it('without identifiers read again brings nobody twice', async () => {
    const { contacts } = setUp();
    const lines = ['name,number', 'Anna,030 1234567', 'Carl,030 7654321'];
    await read(contacts, ...lines);
    expect((await read(contacts, ...lines)).created).toBe(0);
    expect(contacts.list(undefined, 10).items).toHaveLength(2);
  });

  it.each([
    [',030 1', 'expected a name', 1],
    [`${'x'.repeat(300)},1`, 'expected at most 256 characters', 1],
    [`A,${'1'.repeat(65)}`, 'expected a number of at most 64', 2],
    [`A,${'1;'.repeat(51)}`, 'expected at most 50 numbers', undefined],
    ['A,1,ftp://x', 'expected a url', 3],
    ['A,1,,more', 'expected at most 3 cells', 4],
  ])('passes over the row %.20s and says why', async (row, expected, column) => {
    const { contacts } = setUp();
    const report = await read(contacts, 'name,number,url', 'Anna,1', row, 'Carl,2');
    expect(report).toMatchObject({ rows: 3, created: 2, rejected: 1 });
    const [error] = report.errors;
    expect(error).toMatchObject({ code: 'invalid-request', position: { line: 3 } });
    expect(error?.position).toMatchObject({ source: 'people.csv' });
    expect(error?.position?.column).toBe(column);
    expect(error?.detail).toContain('people.csv:3: ');
    expect(error?.detail).toContain(expected);
  });

  it.each([
    [['id,number', '1,2'], 'name is missing', 1],
    [['name,phone', 'A,2'], 'number is missing', 1],
    [['name,number,Name', 'A,2,B'], 'the column Name is there twice', 1],
    [[''], 'expected a header row', 1],
    [['name,number', 'Anna,1', 'Ca"rl,2'], 'Quote', 3],
    [['name,number', `A,${'9'.repeat(70_000)}`], 'expected lines of at most 65536 characters', 2],
  ])(
    'that begins with %.0j ends in an error that names the place: %s',
    async (lines, why, line) => {
      const { contacts } = setUp();
      const error = await read(contacts, ...lines).catch(
        (thrown: unknown) => thrown as CrosspointError,
      );
      expect(error).toMatchObject({
        code: 'invalid-request',
        position: { source: 'people.csv', line },
      });
      expect((error as CrosspointError).detail).toContain(why);
    },
  );

  it('that breaks off ends in an error, and can be read again', async () => {
    const { contacts } = setUp();
    const input = Readable.from(
      (async function* () {
        yield 'name,number\nAnna,030 1234567\n';
        await Promise.resolve();
        throw new Error('the disk is gone');
      })(),
    );
    await expect(contacts.importCsv(input, 'people.csv')).rejects.toThrow('cannot be read');
    await read(contacts, 'name,number', 'Anna,030 1234567');
    expect(contacts.lookup('030 1234567').matches).toHaveLength(1);
  });

  it('keeps a hundred errors of many', async () => {
    const { contacts } = setUp();
    const report = await read(contacts, 'name,number', ...Array.from({ length: 700 }, () => ',1'));
    expect(report.rejected).toBe(700);
    expect(report.errors).toHaveLength(100);
  });
});

function caught(work: () => unknown): CrosspointError {
  try {
    work();
  } catch (error) {
    return error as CrosspointError;
  }
  throw new Error('nothing was thrown');
}
