import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device, Event, EventPage, Switch } from '../../schemas/generated/types.ts';
import { demoSettings } from '../../drivers/simulated/demo.ts';
import { ERRORS } from '../../src/base/errors.ts';
import { DEMO_CONFIGURATION } from '../../src/cli/demo.ts';
import { Bench } from './support.ts';

interface Page<Item> {
  readonly items: Item[];
  readonly cursor?: string;
}

const [demo] = DEMO_CONFIGURATION.switches ?? [];
const branch = { id: 'branch', driver: 'simulated', settings: { extensions: [{ number: '300' }] } };
const bench = new Bench({ switches: demo === undefined ? [branch] : [demo, branch] });

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());

/** Every page of a list, followed by its cursors. */
async function pages<Item>(path: string, limit: number): Promise<Item[][]> {
  const all: Item[][] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `&cursor=${cursor}`;
    const { status, body } = await bench.get<Page<Item>>(`${path}?limit=${limit}${more}`);
    expect(status).toBe(200);
    all.push(body.items);
    ({ cursor } = body);
  } while (cursor !== undefined);
  return all;
}

describe('without a token', () => {
  it('health answers, and readiness says how links and journal are', async () => {
    const health = await bench.get('/healthz', { token: null });
    expect([health.status, health.body]).toEqual([200, { status: 'ok' }]);
    const ready = await bench.get('/readyz', { token: null });
    expect([ready.status, ready.body]).toEqual([
      200,
      {
        status: 'ready',
        journal: true,
        links: [
          { id: 'demo', state: 'up' },
          { id: 'branch', state: 'up' },
        ],
      },
    ]);
  });

  it('the documents and schemas can be read', async () => {
    for (const path of ['/openapi.json', '/asyncapi.json', '/schemas/events.json']) {
      const { status, headers } = await bench.get(path, { token: null });
      expect([path, status, headers.get('content-type')]).toEqual([
        path,
        200,
        'application/json; charset=utf-8',
      ]);
    }
  });

  it('the page that every problem leads to can be read', async () => {
    const { status, headers, body } = await bench.get<string>('/docs/errors', { token: null });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    for (const code of Object.keys(ERRORS)) expect(body).toContain(`id="${code}"`);
  });

  it('the way to the pages is shown', async () => {
    const { status, headers } = await bench.get('/', { token: null });
    expect([status, headers.get('location')]).toEqual([302, '/toolbar/']);
  });

  it.each(['/v1/switches', '/v1/nothing', '/v1/calls/x/answer', '/metrics', '/v1/stream'])(
    '%s is refused with 401 and the way to sign in',
    async (path) => {
      for (const authorization of ['', 'Basic YTpi', 'Bearer', 'Bearer  ']) {
        const headers: Record<string, string> = authorization === '' ? {} : { authorization };
        const { status, body, headers: told } = await bench.get(path, { token: null, headers });
        expect([status, body['code']]).toEqual([401, 'unauthenticated']);
        expect(told.get('www-authenticate')).toMatch(/^Bearer/);
      }
      const { status } = await bench.get(path, { token: 'wrong' });
      expect(status).toBe(401);
    },
  );
});

describe('switches and devices', () => {
  it('a switch shows its link and what can be asked of it', async () => {
    const { body } = await bench.get<Page<Switch>>('/v1/switches');
    expect(body.items.map(({ id, state }) => [id, state])).toEqual([
      ['branch', 'up'],
      ['demo', 'up'],
    ]);
    const { body: demo } = await bench.get<Switch>('/v1/switches/demo');
    expect(demo).toMatchObject({ driver: 'simulated', simulator: true });
    expect(demo.capabilities).toEqual(expect.arrayContaining(['makeCall', 'answerCall']));
    expect(Date.parse(demo.since)).not.toBeNaN();
  });

  it('devices are listed by switch and by kind, and each shows its connections', async () => {
    const { body } = await bench.get<Page<Device>>('/v1/devices?switch=demo&kind=extension');
    const numbers = ['2001', '2002', '2003', '2004', '2005', '2006'];
    expect(body.items.map(({ number }) => number)).toEqual(numbers);
    for (const [kind, count] of [
      ['trunk', demoSettings.trunks?.lines],
      // One group, and three places to park at.
      ['group', 4],
      ['pilot', 1],
    ] as const) {
      const { body: some } = await bench.get<Page<Device>>(`/v1/devices?switch=demo&kind=${kind}`);
      expect([kind, some.items.length]).toEqual([kind, count]);
    }
    const call = await bench.incoming('2001');
    const { body: device } = await bench.get<Device>('/v1/devices/demo:2001');
    expect(device).toMatchObject({
      id: 'demo:2001',
      switch: 'demo',
      kind: 'extension',
      connections: [{ call, state: 'alerting' }],
    });
    const { body: encoded } = await bench.get<Device>('/v1/devices/demo%3A2001');
    expect(encoded.id).toBe('demo:2001');
    await bench.command(`/v1/calls/${call}/clear`);
  });

  it('lists are paged by an opaque cursor, each thing once', async () => {
    const all = await pages<Device>('/v1/devices', 7);
    expect(all.slice(0, -1).every((page) => page.length === 7)).toBe(true);
    const ids = all.flat().map(({ id }) => id);
    const { body } = await bench.get<Page<Device>>('/v1/devices?limit=1000');
    expect(ids).toEqual(body.items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(body).not.toHaveProperty('cursor');
    expect((await pages<Switch>('/v1/switches', 1)).map((page) => page[0]?.id)).toEqual([
      'branch',
      'demo',
    ]);
  });

  it('calls are paged while calls come and go', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.push(await bench.incoming('2200'));
    const { body: first } = await bench.get<Page<{ id: string }>>('/v1/calls?limit=2');
    await bench.command(`/v1/calls/${first.items[1]?.id}/clear`);
    const rest = await bench.get<Page<{ id: string }>>(`/v1/calls?cursor=${first.cursor}`);
    expect([...first.items, ...rest.body.items].map(({ id }) => id).toSorted()).toEqual(
      made.toSorted(),
    );
    await bench.clearCalls();
  });
});

describe('the journal over REST', () => {
  const read = async (query: string) => (await bench.get<EventPage>(`/v1/events?${query}`)).body;

  it('is read a page at a time, in order, without a hole', async () => {
    await bench.clearCalls();
    const sequences: number[] = [];
    for (let after = 0; ;) {
      const { items, nextAfter } = await read(`after=${after}&limit=10`);
      sequences.push(...items.map(({ sequence }) => sequence));
      if (items.length === 0) {
        expect(nextAfter).toBe(sequences.at(-1));
        break;
      }
      expect(nextAfter).toBeGreaterThanOrEqual(items.at(-1)?.sequence ?? 0);
      after = nextAfter;
    }
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('is a page of 100 events when nothing is said', async () => {
    while ((await read('limit=1000')).items.length <= 100) {
      const call = await bench.incoming('2001');
      await bench.command(`/v1/calls/${call}/clear`);
    }
    expect((await read('')).items.length).toBe(100);
  });

  it('is filtered by types, with wildcards, and by subjects', async () => {
    const call = await bench.incoming('2001');
    await bench.command(`/v1/calls/${call}/clear`);
    const all = (await read('limit=1000')).items;
    const expectSame = async (query: string, wanted: (event: Event) => boolean) => {
      const { items } = await read(`limit=1000&${query}`);
      expect(items).toEqual(all.filter(wanted));
      expect(items.length).toBeGreaterThan(0);
    };
    await expectSame('type=call.ended', ({ type }) => type === 'call.ended');
    await expectSame('type=switch.*', ({ type }) => type.startsWith('switch.'));
    await expectSame('type=call.*,screen-pop.*', ({ type }) => /^(call|screen-pop)\./.test(type));
    await expectSame('type=call.ended&type=switch.up', ({ type }) =>
      ['call.ended', 'switch.up'].includes(type),
    );
    await expectSame(`subject=${call}`, ({ subject }) => subject === call);
    await expectSame(
      `subject=${call}&type=call.ended`,
      ({ subject, type }) => [subject, type].join() === `${call},call.ended`,
    );
    await expectSame(`subject=${call},demo`, ({ subject }) => [call, 'demo'].includes(subject));
    await expectSame('subject=op_*', ({ subject }) => subject.startsWith('op_'));
  });

  it('says where to go on when nothing fits or nothing is left', async () => {
    const last = (await read('limit=1000')).nextAfter;
    expect(await read('type=no.such')).toEqual({ items: [], nextAfter: last });
    expect(await read(`after=${last}`)).toEqual({ items: [], nextAfter: last });
    expect(await read(`after=${last + 10}`)).toEqual({ items: [], nextAfter: last + 10 });
  });
});

describe('metrics', () => {
  it('are told in the form of Prometheus', async () => {
    const { status, headers, body } = await bench.get<string>('/metrics');
    expect([status, headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(body).toMatch(/^crosspoint_link_up\{switch="demo"\} 1$/m);
    expect(body).toMatch(/^crosspoint_journal_sequence \d+$/m);
  });
});
