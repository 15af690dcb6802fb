import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Contact, ContactList, ContactLookup } from '../../schemas/generated/types.ts';
import { Bench } from './support.ts';

const bench = new Bench();

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());

afterEach(async () => {
  const { body } = await bench.get<ContactList>('/v1/contacts?limit=1000');
  for (const { id } of body.items) await bench.send('DELETE', `/v1/contacts/${id}`);
});

const lookUp = async (number: string) =>
  (await bench.get<ContactLookup>(`/v1/contacts/lookup?number=${encodeURIComponent(number)}`)).body;

const keep = async (name: string, numbers: string[], more: object = {}) =>
  (await bench.post<Contact>('/v1/contacts', { name, numbers, ...more })).body;

describe('contacts', () => {
  it('are created, read, replaced and deleted', async () => {
    const input = {
      name: 'Erika Mustermann',
      numbers: ['030 1234567', '+49 171 5550123'],
      url: 'https://crm.example/1',
      fields: { plan: 'Premium', nested: { vip: true } },
    };
    const created = await bench.post<Contact>('/v1/contacts', input);
    expect(created.status).toBe(201);
    const { id } = created.body;
    expect(created.body).toEqual({
      ...input,
      id,
      numbers: ['+49301234567', '+491715550123'],
      source: 'local',
    });
    expect((await bench.get(`/v1/contacts/${id}`)).body).toEqual(created.body);

    const smaller = { name: 'Erika M.', numbers: [] };
    const replaced = await bench.send<Contact>('PUT', `/v1/contacts/${id}`, { body: smaller });
    expect(replaced.status).toBe(200);
    expect(replaced.body).toEqual({ ...smaller, id, fields: {}, source: 'local' });
    expect((await lookUp('030 1234567')).matches).toEqual([]);

    const gone = await bench.send('DELETE', `/v1/contacts/${id}`);
    expect([gone.status, gone.body]).toEqual([204, '']);
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const body = method === 'PUT' ? smaller : undefined;
      const again = await bench.send(method, `/v1/contacts/${id}`, { body });
      expect([method, again.status, again.body['code']]).toEqual([method, 404, 'unknown-contact']);
    }
  });

  it('are paged in the order of their creation', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `Customer ${index}`);
    for (const name of names) await keep(name, []);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await bench.get<ContactList>(`/v1/contacts?limit=3${cursor}`);
      expect(body.items.length).toBeLessThanOrEqual(3);
      seen.push(...body.items.map(({ name }) => name));
      cursor = body.cursor === undefined ? '' : `&cursor=${body.cursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(names);
  });

  it('keep any text as it was given', async () => {
    const name = 'Zoë 🦊 "quoted" \u0000 <b>';
    const { id } = await keep(name, [], { fields: { a: '\u2028', __proto__x: 1 } });
    expect((await bench.get(`/v1/contacts/${id}`)).body).toMatchObject({
      name,
      fields: { a: '\u2028' },
    });
  });
});

describe('a look-up', () => {
  it('finds none, one or several', async () => {
    expect(await lookUp('030 7654321')).toEqual({ matches: [], e164: '+49307654321' });
    const erika = await keep('Erika', ['+49 30 1234567']);
    expect(await lookUp('030/123 45 67')).toEqual({
      e164: '+49301234567',
      matches: [{ contact: erika, confidence: 1 }],
    });
    const max = await keep('Max', ['+49 30 1234567'], { url: 'https://crm.example/2' });
    expect(await lookUp('+49301234567')).toEqual({
      e164: '+49301234567',
      matches: [
        { contact: erika, confidence: 1 },
        { contact: max, confidence: 1, url: 'https://crm.example/2' },
      ],
    });
  });

  it('answers for what is no public number too', async () => {
    expect(await lookUp('2001')).toEqual({ matches: [] });
    expect(await lookUp('anonymous')).toEqual({ matches: [] });
    expect(await lookUp('\u0000 %ff')).toEqual({ matches: [] });
  });

  it('asks for a number', async () => {
    for (const query of ['', '?number=', '?number=%20']) {
      const { status, body } = await bench.get(`/v1/contacts/lookup${query}`);
      expect([status, body['code'], body['position']]).toEqual([
        400,
        'invalid-request',
        { source: 'query', pointer: '/number' },
      ]);
    }
  });
});
