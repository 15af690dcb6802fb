import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../schemas/generated/types.ts';
import type { RequestOptions } from './support.ts';
import { Bench, until } from './support.ts';

type FetchBody = NonNullable<NonNullable<Parameters<typeof fetch>[1]>['body']>;

const bench = new Bench();
const SIMULATE = '/v1/simulators/demo/calls';
let call: string;

beforeAll(async () => {
  await bench.start();
  call = await bench.incoming('2001');
});
afterAll(() => bench.close());

async function refusal(method: string, path: string, options: RequestOptions = {}) {
  const { status, body, headers } = await bench.send<Problem>(method, path, options);
  return { status, code: body.code, body, headers };
}

const post = (path: string, body: unknown, headers?: Record<string, string>) =>
  refusal('POST', path, { body, ...(headers && { headers }) });

describe('a body that does not fit', () => {
  it.each([
    ['an unknown member', { from: '1', to: '2', nope: 1 }, '/nope', 'is not known here'],
    ['a missing member', { from: '1' }, '/to', 'is missing'],
    ['a wrong type', { from: 1, to: '2' }, '/from', 'must be string'],
    ['a list for an object', [], '', 'must be object'],
    ['null', null, '', 'must be object'],
    ['a plain string', '"x"', '', 'must be object'],
    [
      'text that is too long',
      { from: '1', to: '2'.repeat(65) },
      '/to',
      'must NOT have more than 64',
    ],
    ['a control character in a number', { from: '1', to: '2\u0000' }, '/to', 'must match pattern'],
    [
      'digits that are none',
      { from: '1', to: '2', digits: '1;2' },
      '/digits',
      'must match pattern',
    ],
    ['data that are no object', { from: '1', to: '2', data: [1] }, '/data', 'must be object'],
    [
      'a name of JavaScript',
      '{"from":"1","to":"2","__proto__":{"x":1}}',
      '/__proto__',
      'is not known',
    ],
    ['a name with a slash', { from: '1', to: '2', 'a/b~': 1 }, '/a~1b~0', 'is not known here'],
  ])('%s is refused with its place', async (_name, body, pointer, message) => {
    const { status, body: problem } = await post(SIMULATE, body);
    expect([status, problem.code]).toEqual([400, 'invalid-request']);
    expect(problem.position).toEqual({ source: 'body', pointer });
    expect(problem.errors?.[0]).toMatchObject({ pointer });
    expect(problem.detail).toContain(message);
  });

  it('every fault is named, not only the first', async () => {
    const { body } = await post('/v1/calls', { a: 1, b: 2, autoAnswer: 'yes' });
    expect(body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/a',
      '/autoAnswer',
      '/b',
      '/from',
      '/to',
    ]);
  });

  it('a missing body is asked for', async () => {
    const { status, body } = await refusal('POST', SIMULATE);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.detail).toContain('body');
  });
});

describe('a body that is not JSON', () => {
  it.each([
    ['{"from": x}', 9, 1, 10],
    ['{"from":"1",\n "to" "2"}', 19, 2, 7],
    ['{"from":"1",}', 12, 1, 13],
    ['[1,]', 3, 1, 4],
    ['{', 1, 1, 2],
    ['{"a":01}', 5, 1, 6],
    ['{"a":"\t"}', 6, 1, 7],
    ['{"a":"\\x"}', 6, 1, 7],
    ['{} {}', 3, 1, 4],
    ["{'a':1}", 1, 1, 2],
    ['NaN', 0, 1, 1],
    ['truex', 0, 1, 1],
    ['"a', 2, 1, 3],
  ])('%j is refused with the place', async (text, offset, line, column) => {
    const { status, body } = await post(SIMULATE, text);
    expect([status, body.code]).toEqual([400, 'malformed-json']);
    expect(body.position).toEqual({ source: 'body', offset, line, column });
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it('octets that are not UTF-8 are refused', async () => {
    const response = await fetch(`${bench.url}${SIMULATE}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bench.token('admin')}`,
        'content-type': 'application/json',
      },
      body: Buffer.from([0x22, 0xc3, 0x28, 0x22]),
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { code: 'malformed-json' },
    ]);
  });

  it.each([
    ['the same name twice', '{"from":"1","to":"2","from":"3"}', 21],
    ['the same name in another writing', '{"to":"2","t\\u006f":"3"}', 10],
    ['half of a surrogate pair', '{"from":"1","to":"2","name":"\\ud800"}', 28],
  ])('%s is refused, for readers do not agree on it', async (_name, text, offset) => {
    const { status, body } = await post(SIMULATE, text);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.position).toMatchObject({ source: 'body', offset });
  });

  it('is nested 64 levels deep at most', async () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
    const patch = (body: string) => refusal('PATCH', `/v1/calls/${call}/data`, { body });
    expect((await patch(nested(64))).status).toBe(202);
    expect(await patch(nested(65))).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(await patch('['.repeat(100_000))).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
    expect(await patch('{"a":'.repeat(20_000))).toMatchObject({ status: 400 });
  });
});

describe('a body that is not taken', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    '',
  ])('of the type %j', async (type) => {
    const answer = await post(SIMULATE, { from: '1', to: '2001' }, { 'content-type': type });
    expect(answer).toMatchObject({ status: 415, code: 'unsupported-media-type' });
  });

  it('in an unknown encoding', async () => {
    const answer = await post(SIMULATE, { from: '1', to: '2' }, { 'content-encoding': 'zip' });
    expect(answer).toMatchObject({ status: 415, code: 'unsupported-media-type' });
  });

  it('over the limit, told or not, packed or not', async () => {
    const tooMuch = JSON.stringify({ name: 'x'.repeat(128 * 1024), numbers: [] });
    expect(await post('/v1/contacts', tooMuch)).toMatchObject({
      status: 413,
      code: 'payload-too-large',
    });
    const send = async (body: FetchBody, headers: Record<string, string> = {}) => {
      const response = await fetch(`${bench.url}/v1/contacts`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bench.token('admin')}`,
          'content-type': 'application/json',
          ...headers,
        },
        body,
        ...({ duplex: 'half' } as object),
      });
      return [response.status, ((await response.json()) as Problem).code];
    };
    expect(await send(new Blob([tooMuch]).stream())).toEqual([413, 'payload-too-large']);
    const bomb = gzipSync(Buffer.alloc(10_000_000, 0x20));
    expect(bomb.length).toBeLessThan(20_000);
    expect(await send(bomb, { 'content-encoding': 'gzip' })).toEqual([413, 'payload-too-large']);
    expect(await send('no gzip', { 'content-encoding': 'gzip' })).toEqual([400, 'invalid-request']);
  });

  it('attached data over 64 KiB, in every command that takes some', async () => {
    const data = { a: 'x'.repeat(64 * 1024) };
    for (const [path, body] of [
      [SIMULATE, { from: '1', to: '2002', data }],
      ['/v1/calls', { from: 'demo:2002', to: '2003', data }],
    ] as const) {
      expect(await post(path, body)).toMatchObject({ status: 413, code: 'payload-too-large' });
    }
  });
});

describe('a query that is not right', () => {
  it.each([
    '/v1/events?after=x',
    '/v1/events?after=-1',
    '/v1/events?after=1.5',
    '/v1/events?after=99999999999999999',
    '/v1/events?limit=0',
    '/v1/events?limit=1001',
    '/v1/events?limit=',
    `/v1/events?type=${'a,'.repeat(101)}`,
    '/v1/calls?limit=x',
    '/v1/calls?cursor=%00',
    '/v1/calls?cursor=!!!',
    '/v1/devices?cursor=',
    '/v1/devices?kind=telephone',
    '/v1/contacts?cursor=bm9uZQ',
    '/v1/contacts?limit=5000',
    `/v1/contacts/lookup?number=${'1'.repeat(3000)}`,
    '/v1/calls/%ff',
    '/v1/calls/%E0%A4%A',
  ])('%s', async (path) => {
    expect(await refusal('GET', path)).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/v1/switches/none', 'unknown-switch'],
    ['GET', '/v1/devices?switch=none', 'unknown-switch'],
    ['POST', '/v1/simulators/none/calls', 'unknown-switch'],
    ['GET', '/v1/devices/demo:9999', 'unknown-device'],
    ['GET', '/v1/devices/none:2001', 'unknown-device'],
    ['GET', '/v1/devices/2001', 'unknown-device'],
    ['GET', '/v1/devices/__proto__', 'unknown-device'],
    ['GET', '/v1/calls/none', 'unknown-call'],
    ['GET', '/v1/calls/constructor', 'unknown-call'],
    ['GET', '/v1/calls/%00', 'unknown-call'],
    ['POST', '/v1/calls/none/clear', 'unknown-call'],
    ['DELETE', '/v1/simulators/demo/calls/none', 'unknown-call'],
    ['GET', '/v1/operations/none', 'unknown-operation'],
    ['GET', '/v1/operations/op_*', 'unknown-operation'],
    ['GET', '/v1/contacts/none', 'unknown-contact'],
    ['GET', '/v1/webhooks/none', 'unknown-webhook'],
    ['GET', '/v1/webhooks/none/deliveries', 'unknown-webhook'],
    ['POST', '/v1/webhooks/none/test', 'unknown-webhook'],
    ['POST', '/v1/webhooks/none/rotate-secret', 'unknown-webhook'],
    ['DELETE', '/v1/webhooks/none', 'unknown-webhook'],
    ['GET', '/v1', 'unknown-route'],
    ['GET', '/v1/', 'unknown-route'],
    ['GET', '/v1/calls/', 'unknown-route'],
    ['GET', '/V1/calls', 'unknown-route'],
    ['GET', '/nothing/here', 'unknown-route'],
    ['GET', '/..%2f..%2fpackage.json', 'unknown-route'],
  ])('%s %s', async (method, path, code) => {
    const body = path.endsWith('/calls') && method === 'POST' ? { from: '1', to: '2' } : undefined;
    expect(await refusal(method, path, { body })).toMatchObject({ status: 404, code });
  });

  it('names what a command wants that is not there', async () => {
    const on = (name: string, body: unknown) => post(`/v1/calls/${call}/${name}`, body);
    expect(await on('answer', { device: 'demo:2002' })).toMatchObject({
      status: 404,
      code: 'unknown-connection',
    });
    expect(await on('answer', { device: 'other:2001' })).toMatchObject({
      status: 404,
      code: 'unknown-device',
    });
    expect(await on('pickup', { device: 'demo:2001', by: '9999' })).toMatchObject({
      status: 404,
      code: 'unknown-device',
    });
    expect(await post('/v1/calls', { from: '9999', to: '1' })).toMatchObject({
      status: 404,
      code: 'unknown-device',
    });
    expect(await post('/v1/calls', { from: 'none:1', to: '1' })).toMatchObject({
      status: 404,
      code: 'unknown-switch',
    });
    expect(await post('/v1/calls', { from: '2001', to: 'abc' })).toMatchObject({
      status: 422,
      code: 'invalid-destination',
    });
  });
});

describe('a command in the wrong state', () => {
  it.each([
    ['hold', {}],
    ['retrieve', {}],
    ['consult', { to: '2002' }],
    ['transfer-to', { to: '2002' }],
    ['park', { to: '71' }],
    ['digits', { digits: '1' }],
    ['transfer', {}],
    ['conference', {}],
    ['alternate', {}],
    ['reconnect', {}],
  ])('%s on a ringing phone', async (name, more) => {
    const answer = await post(`/v1/calls/${call}/${name}`, { device: 'demo:2001', ...more });
    expect(answer).toMatchObject({ status: 409, code: 'wrong-state' });
    expect(answer.body.cause).toBe('invalidObjectState');
  });
});

describe('too many requests', () => {
  it('get 429 and the time to come back, each token by itself', async () => {
    const busy = await new Bench({ server: { requestsPerSecond: 20 } }).start();
    try {
      const ask = () => busy.get<Problem>('/v1/switches');
      const answers = await Promise.all(Array.from({ length: 60 }, ask));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(20);
      expect(refused[0]?.body.code).toBe('too-many-requests');
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
      const other = await busy.get('/v1/switches', { token: busy.token('agent') });
      expect(other.status).toBe(200);
      await until(async () => ((await ask()).status === 200 ? true : undefined), 'another go');
    } finally {
      await busy.close();
    }
  });
});

describe('while the link is down', () => {
  it('commands get 503 and the time to come back; what is known can be read; then it works again', async () => {
    const cut = await new Bench().start();
    try {
      const ringing = await cut.incoming();
      const stream = cut.stream();
      await stream.snapshot();
      await cut.command('/v1/simulators/demo/faults', { kind: 'link-down', durationMs: 600 });
      await stream.event('switch.down');
      for (const [path, body] of [
        ['/v1/calls', { from: 'demo:2002', to: '2003' }],
        [`/v1/calls/${ringing}/answer`, { device: 'demo:2001' }],
      ] as const) {
        const { status, body: problem, headers } = await cut.post<Problem>(path, body);
        expect([status, problem.code, problem.retryable]).toEqual([503, 'link-down', true]);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }
      const ready = await cut.get('/readyz', { token: null });
      expect([ready.status, ready.body['status']]).toEqual([503, 'not-ready']);
      expect((await cut.get(`/v1/calls/${ringing}`)).status).toBe(200);
      await stream.event('switch.synchronised');
      const { operation } = await cut.command(`/v1/calls/${ringing}/answer`, { device: '2001' });
      expect(operation.state).toBe('done');
    } finally {
      await cut.close();
    }
  });
});
