import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/contact/json-request.ts';
import { Scene, call, delivered, ended, internalCall, joined } from './scene.ts';
import type { SceneOptions } from './scene.ts';

const folders: string[] = [];
const scenes: Scene[] = [];

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.floor.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function begin(options: SceneOptions = {}): Promise<Scene> {
  const scene = new Scene(options);
  scenes.push(scene);
  await scene.floor.start();
  return scene;
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'crosspoint-contact-'));
  folders.push(made);
  return made;
}

const ringing = (id = 'c1') => call(id, { 'demo:T1~1': 'connected', 'demo:2001': 'alerting' });
const DIRECTORY = { name: 'crm', url: 'https://crm.example/{e164}' };

/** A CRM whose answers are given when the test wants. */
function crm() {
  const waiting: ((records: unknown) => void)[] = [];
  const fetch: Fetch = () =>
    new Promise((resolve) => {
      waiting.push((records) => resolve(new Response(JSON.stringify(records))));
    });
  const answer = (records: unknown) => waiting.shift()?.(records);
  return { fetch, waiting, answer };
}

describe('when a phone rings', () => {
  it('its agent is told who it is, with the data and the last calls', async () => {
    const scene = await begin();
    const contact = scene.floor.contacts.create({
      name: 'Erna Kunde',
      numbers: ['+49301234567'],
      url: 'https://crm.example/9',
    });
    scene.tell(ended(call('before', {}, { answeredAt: 'then', answeredBy: 'demo:2002' })));
    const now = ringing();
    scene.tell(delivered(now));
    expect(scene.pops()).toEqual([
      {
        device: 'demo:2001',
        agent: { id: 'anna', name: 'Anna Berg', device: 'demo:2001' },
        call: now,
        number: { raw: '030 1234567', e164: '+49301234567' },
        matches: [{ contact, confidence: 1, url: 'https://crm.example/9' }],
        data: { order: 'c1' },
        history: [
          {
            call: 'before',
            startedAt: '2026-01-01T00:00:00.000Z',
            direction: 'inbound',
            device: 'demo:2002',
            duration: 60,
            answered: true,
            cause: 'normalClearing',
          },
        ],
        pending: false,
        latencyMs: 0,
      },
    ]);
  });

  it('the pop is filed under the call and appended right after it', async () => {
    const scene = await begin();
    scene.tell(delivered(ringing()));
    const { events } = scene.journal.read(0, 10);
    expect(events.map(({ type, subject }) => [type, subject])).toEqual([
      ['call.delivered', 'c1'],
      ['screen-pop.offered', 'c1'],
    ]);
    expect(JSON.parse(events[1]?.json ?? '')).toMatchObject({ callid: 'c1' });
  });

  it('the time since the receipt of the bytes is in the pop', async () => {
    const scene = await begin();
    const receivedAt = scene.clock.now();
    await scene.clock.advance(2);
    scene.journal.append(delivered(ringing()), receivedAt);
    await scene.clock.advance(0);
    expect(scene.pops()[0]?.latencyMs).toBe(2);
  });

  it('every phone of a call is told once, however often it rings', async () => {
    const scene = await begin();
    scene.tell(delivered(ringing()), delivered(ringing(), 'demo:2002'));
    scene.tell(delivered(ringing()));
    expect(scene.pops().map(({ device }) => device)).toEqual(['demo:2001', 'demo:2002']);
  });

  it('trunks and groups are told nothing', async () => {
    const scene = await begin();
    scene.tell(delivered(ringing(), 'demo:T1~2'), delivered(ringing(), 'demo:3000'));
    expect(scene.pops()).toEqual([]);
  });

  it('a withheld number pops without matches', async () => {
    const scene = await begin();
    const now = { ...ringing(), calling: { device: 'demo:T1~1' } };
    scene.tell(delivered(now));
    expect(scene.pops()[0]).toMatchObject({ number: { raw: '' }, matches: [], history: [] });
  });

  it('a phone without an agent pops without one', async () => {
    const scene = await begin();
    scene.tell(delivered(ringing(), 'demo:2009'));
    expect(scene.pops()[0]).not.toHaveProperty('agent');
  });

  it('a consultation tells who of the house is calling', async () => {
    const scene = await begin();
    scene.floor.contacts.create({ name: 'Extension of Anna', numbers: ['2001'] });
    scene.tell(delivered(internalCall('c2', 'demo:2001', 'demo:2002'), 'demo:2002'));
    expect(scene.pops()[0]).toMatchObject({
      device: 'demo:2002',
      number: { raw: '2001' },
      matches: [{ contact: { name: 'Extension of Anna' }, confidence: 1 }],
      call: { calling: { name: 'Anna Berg' } },
    });
  });

  it('a phone that rings for its own call is told whom it calls', async () => {
    const scene = await begin();
    const now = call(
      'c1',
      { 'demo:2001': 'alerting' },
      {
        direction: 'outbound',
        calling: { device: 'demo:2001', number: '2001' },
        called: { number: '0 030 7654321' },
      },
    );
    scene.tell(delivered(now));
    expect(scene.pops()[0]?.number).toEqual({ raw: '0 030 7654321', e164: '+49307654321' });
  });
});

describe('when calls are joined', () => {
  const consulted = () => internalCall('c2', 'demo:2001', 'demo:2002');
  const both = (id: string) => call(id, { 'demo:T1~1': 'connected', 'demo:2002': 'connected' });

  it.each(['c1', 'c2', 'c3'])(
    'a transfer into %s tells the new agent of the customer, once',
    async (id) => {
      const scene = await begin();
      scene.tell(delivered(ringing()), delivered(consulted(), 'demo:2002'));
      const after = both(id);
      scene.tell(joined('call.transferred', after, { by: 'demo:2001', olds: ['c1', 'c2'] }));
      scene.tell(delivered(after, 'demo:2002'));
      expect(scene.pops().map(({ device, number, call }) => [device, number.raw, call.id])).toEqual(
        [
          ['demo:2001', '030 1234567', 'c1'],
          ['demo:2002', '2001', 'c2'],
          ['demo:2002', '030 1234567', id],
        ],
      );
    },
  );

  it('a transfer without consultation tells the new phone once', async () => {
    const scene = await begin();
    scene.tell(delivered(ringing()));
    const after = call('c3', { 'demo:T1~1': 'connected', 'demo:2002': 'alerting' });
    scene.tell(
      joined('call.transferred', after, { by: 'demo:2001', olds: ['c1'] }),
      ended(ringing(), 'transfer'),
      delivered(after, 'demo:2002'),
    );
    expect(scene.pops().map(({ device, call }) => [device, call.id])).toEqual([
      ['demo:2001', 'c1'],
      ['demo:2002', 'c3'],
    ]);
  });

  it('a conference tells whoever comes to it, and nobody who was there', async () => {
    const scene = await begin();
    scene.tell(delivered(ringing()), delivered(consulted(), 'demo:2002'));
    const after = call('c1', {
      'demo:T1~1': 'connected',
      'demo:2001': 'connected',
      'demo:2002': 'connected',
    });
    scene.tell(joined('call.conferenced', after, { by: 'demo:2001', olds: ['c1', 'c2'] }));
    expect(
      scene
        .pops()
        .slice(2)
        .map(({ device }) => device),
    ).toEqual(['demo:2002']);
  });

  it('people of the house among themselves are told nothing new', async () => {
    const scene = await begin();
    scene.tell(delivered(consulted(), 'demo:2002'));
    const after = internalCall('c2', 'demo:2001', 'demo:2003');
    scene.tell(joined('call.transferred', after, { by: 'demo:2002', olds: ['c2'] }));
    expect(scene.pops()).toHaveLength(1);
  });
});

describe('with an outside directory', () => {
  const configuration = { directories: [DIRECTORY] };

  it('the pop is there at once, and again when the directory has answered', async () => {
    const { fetch, answer } = crm();
    const scene = await begin({ configuration, fetch });
    scene.floor.contacts.create({ name: 'Local', numbers: ['030 1234567'] });
    scene.tell(delivered(ringing()));
    expect(scene.pops()).toMatchObject([{ pending: true, matches: [{ confidence: 1 }] }]);
    scene.live.set('c1', call('c1', { 'demo:2001': 'connected' }, { data: { order: 'new' } }));
    answer([{ id: 1, name: 'Outside', numbers: ['+49301234567'], url: 'https://crm.example/1' }]);
    await scene.clock.advance(10);
    const [, completed, ...more] = scene.pops();
    expect(more).toEqual([]);
    expect(completed).toMatchObject({
      pending: false,
      device: 'demo:2001',
      data: { order: 'new' },
      matches: [
        { contact: { name: 'Local', source: 'local' } },
        {
          contact: { name: 'Outside', source: 'crm' },
          confidence: 1,
          url: 'https://crm.example/1',
        },
      ],
    });
  });

  it('the pop is completed when the directory fails, too', async () => {
    const { fetch } = crm();
    const scene = await begin({
      configuration: { directories: [{ ...DIRECTORY, timeoutMs: 200 }] },
      fetch,
    });
    scene.tell(delivered(ringing()));
    await scene.clock.advance(300);
    expect(scene.pops()).toMatchObject([
      { pending: true },
      { pending: false, matches: [], latencyMs: 200 },
    ]);
  });

  it('what the directory said before is in the first pop', async () => {
    const { fetch, answer } = crm();
    const scene = await begin({ configuration, fetch });
    scene.tell(delivered(ringing('c1')));
    answer([{ id: 1, name: 'Outside' }]);
    await scene.clock.advance(10);
    scene.tell(delivered(ringing('c2')));
    expect(scene.pops()[2]).toMatchObject({
      pending: false,
      matches: [{ contact: { name: 'Outside' }, confidence: 0.5 }],
    });
  });

  it('a call that is over is not popped again', async () => {
    const { fetch, answer } = crm();
    const scene = await begin({ configuration, fetch });
    scene.tell(delivered(ringing()));
    scene.tell(ended(ringing()));
    answer([]);
    await scene.clock.advance(10);
    expect(scene.pops()).toHaveLength(1);
  });

  it('a call that was joined to another meanwhile is completed under that one', async () => {
    const { fetch, answer } = crm();
    const scene = await begin({ configuration, fetch });
    scene.tell(delivered(ringing()));
    const after = call('c3', {
      'demo:T1~1': 'connected',
      'demo:2001': 'connected',
      'demo:2009': 'connected',
    });
    scene.tell(
      joined('call.conferenced', after, { by: 'demo:2001', olds: ['c1'] }),
      ended(ringing(), 'conference'),
    );
    answer([]);
    await scene.clock.advance(10);
    const told = scene.pops().map(({ device, call, pending }) => [device, call.id, pending]);
    expect(told).toEqual([
      ['demo:2001', 'c1', true],
      ['demo:2009', 'c3', true],
      ['demo:2001', 'c3', false],
      ['demo:2009', 'c3', false],
    ]);
  });
});

describe('after a start', () => {
  it('a phone that rings and was not told is told now, the others are not told again', async () => {
    const before = await begin();
    before.tell(delivered(ringing('c1')));
    // The server stops between the ringing and its pop.
    const late = ringing('c2');
    before.live.set('c2', late);
    const gone = call('c3', { 'demo:T1~1': 'connected' });
    await before.floor.close();
    before.tell(delivered(late), delivered(gone));
    const { store, live } = before;
    const after = await begin({ store, live });
    after.journal.flush();
    expect(after.pops().map(({ call, device }) => [call.id, device])).toEqual([
      ['c1', 'demo:2001'],
      ['c2', 'demo:2001'],
    ]);
    after.tell(delivered(ringing('c1')), delivered(late));
    expect(after.pops()).toHaveLength(2);
  });

  it('a pop that was waiting for a directory is completed', async () => {
    const slow = crm();
    const configuration = { directories: [DIRECTORY] };
    const before = await begin({ configuration, fetch: slow.fetch });
    before.tell(delivered(ringing()));
    await before.floor.close();
    const { store, live } = before;
    const quick = crm();
    const after = await begin({ configuration, fetch: quick.fetch, store, live });
    quick.answer([{ id: 1, name: 'Outside' }]);
    await after.clock.advance(10);
    expect(after.pops().at(-1)).toMatchObject({
      pending: false,
      matches: [{ contact: { name: 'Outside' } }],
    });
  });

  it('a transfer that was told is not told again', async () => {
    const before = await begin();
    const after = call('c3', { 'demo:T1~1': 'connected', 'demo:2002': 'connected' });
    before.tell(
      delivered(ringing()),
      delivered(internalCall('c2', 'demo:2001', 'demo:2002'), 'demo:2002'),
    );
    before.tell(
      joined('call.transferred', after, { by: 'demo:2001', olds: ['c1', 'c2'] }),
      ended(ringing(), 'transfer'),
      ended(internalCall('c2', 'demo:2001', 'demo:2002'), 'transfer'),
    );
    expect(before.pops()).toHaveLength(3);
    await before.floor.close();
    const again = await begin({ store: before.store, live: before.live });
    again.journal.flush();
    expect(again.pops()).toHaveLength(3);
  });
});

describe('the contacts of the configuration', () => {
  it('are read at the start, and again only when the file has changed', async () => {
    const place = folder();
    const csv = join(place, 'people.csv');
    const file = join(place, 'contacts.db');
    writeFileSync(csv, 'id,name,number\nk1,Erna,030 1234567\n');
    const first = await begin({ configuration: { csv }, file });
    expect(first.floor.contacts.lookup('030 1234567').matches).toHaveLength(1);
    first.floor.contacts.put('k1', { name: 'Erna Neu', numbers: ['030 1234567'] });
    await first.floor.close();
    const second = await begin({ configuration: { csv }, file });
    expect(second.floor.contacts.get('k1').name).toBe('Erna Neu');
    await second.floor.close();
    writeFileSync(csv, 'id,name,number\nk1,Erna Drei,030 1234567\nk2,Otto,030 1234567\n');
    const third = await begin({ configuration: { csv }, file });
    expect(third.floor.contacts.get('k1').name).toBe('Erna Drei');
  });

  it('that are not there are a fault of the configuration', async () => {
    const scene = new Scene({ configuration: { csv: '/nowhere/people.csv' } });
    scenes.push(scene);
    await expect(scene.floor.start()).rejects.toThrow('invalid-configuration');
  });
});

describe('what goes wrong inside', () => {
  it('takes the history away and not the pop', async () => {
    const scene = await begin();
    scene.floor.history.apply = () => {
      throw new Error('the disk is full');
    };
    scene.tell(delivered(ringing()));
    expect(scene.pops()).toHaveLength(1);
    expect(scene.floor.counters.failures).toBeGreaterThan(0);
  });
});
