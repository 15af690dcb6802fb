import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES } from '../../src/api/authentication.ts';
import { ERRORS } from '../../src/base/errors.ts';
import { RawConnection, upgradeRequest } from './raw-connection.ts';
import { checkProblem } from './shapes.ts';
import { Bench, until } from './support.ts';

/**
 * Anything at all, sent to the whole server. The seed is in the message of a failure, and
 * CROSSPOINT_FUZZ_SEED gives it back; CROSSPOINT_FUZZ_RUNS makes it longer.
 */
const SEED = Number(process.env['CROSSPOINT_FUZZ_SEED'] ?? 20_260_501);
const RUNS = Number(process.env['CROSSPOINT_FUZZ_RUNS'] ?? 2500);

const bench = new Bench({
  server: { requestsPerSecond: 1_000_000 },
  journal: { powerLossSafe: false },
});

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());

const CODES_OF_A_FAULT = Object.entries(ERRORS)
  .filter(([, { status, retryable }]) => status >= 500 && !retryable)
  .map(([code]) => code);

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('demo:2001', 'demo:2002', '2003', 'demo:T1', '2200') },
  { weight: 2, arbitrary: fc.constantFrom('+49301234567', '0 (30) 12', '71', '*21#', 'tel:+1 2') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '\u0000', '__proto__', 'a\r\nb', '\u{1f98a}', '../x'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);
const value = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 1e308, 2 ** 53, true, null, [], {}) },
);
const NAMES = ['device', 'to', 'from', 'by', 'otherCall', 'digits', 'durationMs', 'data', 'name'];
const fields = fc.dictionary(
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...NAMES, 'numbers', 'fields', 'url', 'autoAnswer') },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '', 'a/b~') },
  ),
  value,
  { maxKeys: 5 },
);
const count = fc.integer({ min: 0, max: 3 });
const device = fc.constantFrom('demo:2001', '2001', 'demo:2002', '2003');
const number = fc.constantFrom('2001', '2002', '2003', '2100', '2200', '0 030 1234567', '71');
/** Bodies that mostly fit, by the schema that a route wants. */
const FITTING: Record<string, fc.Arbitrary<object>> = {
  MakeCall: fc.record({ from: device, to: number, data: fields }, { requiredKeys: ['from', 'to'] }),
  DeviceCommand: fc.record({ device }),
  ClearCommand: fc.record({ device }, { requiredKeys: [] }),
  Consult: fc.record({ device, to: number }),
  TwoCalls: fc.record({ device }),
  Redirect: fc.record({ device, to: number }),
  Pickup: fc.record({ device, by: device }),
  SendDigits: fc.record({ device, digits: fc.constantFrom('1', '*#', 'x') }),
  DataPatch: fields,
  SimulatedCall: fc.record(
    { from: word, to: number, data: fields },
    { requiredKeys: ['from', 'to'] },
  ),
  // Those that the run recovers from by itself.
  SimulatedFault: fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({ kind: fc.constantFrom('duplicate', 'reorder'), count }),
    },
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant('delay'),
        delayMs: fc.integer({ min: -1, max: 9 }),
      }),
    },
    // Now and then: while the link is down most commands come to nothing.
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('link-down'), durationMs: fc.constantFrom(0, 30) }),
    },
  ),
  ContactInput: fc.record({ name: word, numbers: fc.array(word, { maxLength: 3 }) }),
};
const bodyFor = (schema: string | undefined): fc.Arbitrary<string> => {
  const fitting = FITTING[schema ?? ''] ?? fields;
  return fc.oneof(
    { weight: 8, arbitrary: fitting.map((one) => JSON.stringify(one)) },
    { weight: 2, arbitrary: fields.map((one) => JSON.stringify(one)) },
    { weight: 1, arbitrary: fc.json() },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fitting, fc.nat(), fc.string({ maxLength: 3 }))
        .map(([one, at, text]) => broken(JSON.stringify(one), at, text)),
    },
  );
};
const query = fc.oneof(
  fc.constant(''),
  fc
    .tuple(
      fc.constantFrom('after', 'limit', 'type', 'types', 'subject', 'cursor', 'number', 'kind'),
      word,
    )
    .map(([name, text]) => `?${name}=${encodeURIComponent(text.toWellFormed())}`),
  fc.constantFrom('?%', '?after=1&limit=3', '?=', '?cursor=ZGVtbw'),
);

/** A text with some characters replaced at one place. */
function broken(text: string, at: number, by: string): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + by + text.slice(place + by.length);
}

interface Operation {
  readonly method: string;
  readonly path: string;
  /** What its body should fit. */
  readonly schema: string | undefined;
}

async function operations(): Promise<Operation[]> {
  const { body: document } = await bench.get<{ paths: Record<string, object> }>('/openapi.json');
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, object>).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      schema: /"requestBody":.*?schemas\/(\w+)/.exec(JSON.stringify(described))?.[1],
    })),
  );
}

async function liveCalls(): Promise<string[]> {
  const { body: page } = await bench.get<{ items: { id: string }[] }>('/v1/calls?limit=1000');
  return page.items.map(({ id }) => id);
}

it('any requests get an answer of the table, never a fault of the server, and leave it in order', async () => {
  const all = await operations();
  const stream = bench.stream({ after: 0 });
  await stream.opened;
  let calls: string[] = [];
  let sent = 0;
  const statuses = new Map<number, number>();
  const request = fc.constantFrom(...all).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      at: fc.nat(),
      id: word,
      isLive: fc.integer({ min: 0, max: 4 }).map((chance) => chance > 0),
      query,
      body: bodyFor(operation.schema),
      role: fc.constantFrom(...ROLES),
      key: fc.oneof(
        { weight: 9, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom('k1', 'k2', 'k3', 'bad key') },
      ),
    }),
  );
  const property = fc.asyncProperty(request, async (one) => {
    sent += 1;
    if (sent % 10 === 0) calls = await liveCalls();
    if (calls.length > 6) await bench.post(`/v1/calls/${calls.shift()}/clear`);
    if (sent % 10 === 5) {
      const dialled = { from: '030 1234567', to: sent % 20 === 5 ? '2001' : '2003' };
      await bench.post('/v1/simulators/demo/calls', dialled);
    }
    const path = one.operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 'switch') return one.at % 9 === 0 ? 'other' : 'demo';
      if (name === 'call' && one.isLive) return calls[one.at % calls.length] ?? 'none';
      return encodeURIComponent(one.id.toWellFormed()) || 'x';
    });
    const takesBody = !['GET', 'DELETE'].includes(one.operation.method);
    const { status, body: answer } = await bench.send(one.operation.method, path + one.query, {
      token: bench.token(one.role),
      ...(takesBody && { body: one.body }),
      ...(one.key !== null && { headers: { 'idempotency-key': one.key } }),
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status >= 500) expect(CODES_OF_A_FAULT).not.toContain(answer['code']);
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });

  // It did something: many were accepted, and many kinds of refusal were seen.
  expect(statuses.get(202) ?? 0).toBeGreaterThan(RUNS / 25);
  for (const status of [200, 400, 403, 404, 409]) expect([...statuses.keys()]).toContain(status);
  await isInOrder();
  const { sequences } = stream;
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
}, 60_000);

it('any octets on the stream and on the port leave the server in order', async () => {
  const octets = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.nat(255), fc.nat(255), fc.uint8Array({ maxLength: 60 }))
      .map(([first, second, rest]) => Uint8Array.of(first, second, ...rest)),
  );
  const property = fc.asyncProperty(fc.boolean(), fc.nat(), octets, async (isLate, at, some) => {
    const raw = new RawConnection(bench.url);
    try {
      if (isLate) {
        await raw.upgrade(bench.token('agent'));
        raw.write(Buffer.from(some));
      } else {
        const text = upgradeRequest(bench.token('agent'), 'Connection: close\r\n');
        raw.write(broken(text, at, Buffer.from(some).toString('latin1')));
      }
      // Something whole after it, so that the server has read what was sent.
      expect((await bench.get('/healthz', { token: null })).status).toBe(200);
    } finally {
      raw.destroy();
    }
  });
  await fc.assert(property, { seed: SEED, numRuns: Math.ceil(RUNS / 10), endOnFailure: true });
  await isInOrder();
  await until(async () => {
    const { body: metrics } = await bench.get<string>('/metrics');
    return /^crosspoint_stream_clients [01]$/m.test(metrics) || undefined;
  }, 'the connections to be gone');
}, 60_000);

/** Nothing is under way any more, the link is up, and a call goes as it should. */
async function isInOrder(): Promise<void> {
  await until(
    async () => {
      const { body: metrics } = await bench.get<string>('/metrics');
      return /^crosspoint_operations_pending 0$/m.test(metrics) || undefined;
    },
    'every operation to end',
    15_000,
  );
  await until(async () => {
    const { status } = await bench.get('/readyz', { token: null });
    return status === 200 || undefined;
  }, 'the link to be up');
  await bench.clearCalls();
  const { body: page } = await bench.get<{ items: { connections: unknown[] }[] }>(
    '/v1/devices?limit=1000',
  );
  expect(page.items.flatMap(({ connections }) => connections)).toEqual([]);
  const { status, body: problem } = await bench.get('/v1/nothing');
  expect(status).toBe(404);
  checkProblem(problem);
}
