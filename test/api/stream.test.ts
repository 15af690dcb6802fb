import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../schemas/generated/types.ts';
import type { StreamReader } from './stream-reader.ts';
import { Bench } from './support.ts';

const bench = new Bench({ server: { requestsPerSecond: 1_000_000 } });

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());
afterEach(() => bench.clearCalls());

const lastSequence = async () =>
  (await bench.get<{ nextAfter: number }>('/v1/events?limit=1&type=none')).body.nextAfter;

/** Calls that come and go, a few at a time; resolves with the last event of the journal then. */
async function traffic(count: number): Promise<number> {
  const one = async () => {
    const { body } = await bench.post('/v1/simulators/demo/calls', { from: '030', to: '2200' });
    await bench.ended(body.operation.id);
    await bench.send('DELETE', `/v1/simulators/demo/calls/${body.call}`);
  };
  const worker = async (share: number) => {
    for (let index = 0; index < share; index += 1) await one();
  };
  await Promise.all(Array.from({ length: 4 }, () => worker(count / 4)));
  await bench.clearCalls();
  return lastSequence();
}

async function upTo(stream: StreamReader, sequence: number): Promise<void> {
  await stream.next(({ event }) => (event?.sequence ?? 0) >= sequence);
}

/** Resolves at the next event, or when the stream has ended without one. */
const someEvent = (stream: StreamReader) =>
  stream.next(({ event }) => event !== undefined).catch(() => undefined);

describe('a first connection', () => {
  it('gets a snapshot, then every event that follows on it', async () => {
    const call = await bench.incoming('2001', { data: { a: 1 } });
    const stream = bench.stream();
    const snapshot = await stream.snapshot();
    expect(stream.messages[0]).toHaveProperty('snapshot');
    expect(snapshot.switches).toMatchObject([{ id: 'demo', state: 'up' }]);
    expect(snapshot.calls).toEqual([(await bench.get(`/v1/calls/${call}`)).body]);
    expect(snapshot.agents).toMatchObject([{ id: 'ada' }, {}, {}, {}]);
    await bench.command(`/v1/calls/${call}/answer`, { device: 'demo:2001' });
    await stream.event('operation.done');
    const { sequences } = stream;
    expect(sequences).toEqual(sequences.map((_, index) => snapshot.sequence + 1 + index));
  });

  it('is told what GET /events shows, octet for octet the same events', async () => {
    const stream = bench.stream();
    const { sequence } = await stream.snapshot();
    await bench.incoming();
    await stream.event('operation.done');
    // More may be told while the page is on its way.
    const seen = stream.events;
    const { body } = await bench.get<{ items: Event[] }>(`/v1/events?after=${sequence}`);
    expect(body.items.slice(0, seen.length)).toEqual(seen);
  });

  it('takes the token as a browser gives it, and names the protocol', async () => {
    const stream = bench.stream({ isBrowser: true });
    await stream.snapshot();
    expect(stream.socket.protocol).toBe('crosspoint.v1');
  });

  it('is open to every role', async () => {
    for (const role of ['integrator', 'supervisor', 'agent'] as const) {
      await bench.stream({ token: bench.token(role) }).snapshot();
    }
  });
});

describe('a resume', () => {
  it('gets every later event and no snapshot', async () => {
    await bench.incoming();
    const last = await lastSequence();
    const stream = bench.stream({ after: 0 });
    await upTo(stream, last);
    expect(stream.messages.every(({ event }) => event !== undefined)).toBe(true);
    expect(stream.sequences).toEqual(stream.sequences.map((_, index) => index + 1));
  });

  it('at the end of the journal begins with what happens next', async () => {
    const last = await lastSequence();
    const stream = bench.stream({ after: last });
    await stream.opened;
    await bench.incoming();
    expect((await stream.next(() => true)).event?.sequence).toBe(last + 1);
  });

  it('from the future gets a gap and a snapshot', async () => {
    const last = await lastSequence();
    const stream = bench.stream({ after: last + 1000 });
    const { gap } = await stream.next(() => true);
    expect(gap).toEqual({ after: last + 1000, oldest: 1 });
    expect((await stream.next(() => true)).snapshot?.sequence).toBe(last);
    await bench.incoming();
    expect((await stream.next(() => true)).event?.sequence).toBe(last + 1);
  });

  it('has no hole and no double while events are produced at full speed', async () => {
    const watcher = bench.stream({ after: await lastSequence() });
    await watcher.opened;
    const from = (await lastSequence()) + 1;
    const running = traffic(160);
    const traffics = { isOver: false };
    void running.finally(() => (traffics.isOver = true));
    const joined: { after: number; stream: StreamReader }[] = [];
    while (!traffics.isOver && joined.length < 30) {
      const reached = watcher.sequences.at(-1) ?? from - 1;
      const after = Math.floor(reached * (joined.length % 2 ? 1 : 0.9));
      const stream = bench.stream({ after });
      joined.push({ after, stream });
      await Promise.race([someEvent(stream), running]);
    }
    const last = await running;
    await upTo(watcher, last);
    expect(joined.length).toBeGreaterThan(10);
    for (const { after, stream } of joined) {
      if ((stream.sequences.at(-1) ?? 0) < last) await upTo(stream, last);
      const wanted = Array.from({ length: last - after }, (_, index) => after + 1 + index);
      expect(stream.sequences.slice(0, wanted.length)).toEqual(wanted);
      await stream.close();
    }
    const seen = watcher.sequences;
    expect(seen).toEqual(seen.map((_, index) => from + index));
    const calls = watcher.events.filter(({ type }) => type === 'call.ended');
    expect(calls.length).toBe(160);
    await watcher.close();
  });

  it('by cutting the connection again and again misses nothing either', async () => {
    const first = await lastSequence();
    const running = traffic(120);
    const traffics = { isOver: false };
    void running.finally(() => (traffics.isOver = true));
    const seen: number[] = [];
    let after = first;
    for (let round = 0; !traffics.isOver; round += 1) {
      const stream = bench.stream({ after });
      await Promise.race([someEvent(stream), running]);
      stream.terminate();
      await stream.closed;
      seen.push(...stream.sequences);
      after = seen.at(-1) ?? after;
    }
    const last = await running;
    if (after < last) {
      const stream = bench.stream({ after });
      await upTo(stream, last);
      seen.push(...stream.sequences);
    }
    expect(seen).toEqual(seen.map((_, index) => first + 1 + index));
    expect(seen.at(-1)).toBeGreaterThanOrEqual(last);
  });
});

describe('filters', () => {
  it('by types and by subjects let through what fits, under the numbers everybody sees', async () => {
    const after = await lastSequence();
    const call = await bench.incoming('2001');
    const other = await bench.incoming('2002');
    await bench.command(`/v1/calls/${call}/clear`);
    await bench.command(`/v1/calls/${other}/clear`);
    const all = bench.stream({ after });
    await upTo(all, await lastSequence());
    const wanted = {
      calls: { types: 'call.*' },
      pops: { types: 'screen-pop.offered,call.ended' },
      mine: { subjects: call },
      both: { subjects: `${call},${other}`, types: 'call.ended' },
      prefix: { subjects: 'op_*' },
    };
    const fits: Record<keyof typeof wanted, (event: Event) => boolean> = {
      calls: ({ type }) => type.startsWith('call.'),
      pops: ({ type }) => ['screen-pop.offered', 'call.ended'].includes(type),
      mine: ({ subject }) => subject === call,
      both: ({ type, subject }) => type === 'call.ended' && [call, other].includes(subject),
      prefix: ({ subject }) => subject.startsWith('op_'),
    };
    for (const name of Object.keys(wanted) as (keyof typeof wanted)[]) {
      const stream = bench.stream({ ...wanted[name], after });
      const events = all.events.filter(fits[name]);
      expect(events.length).toBeGreaterThan(0);
      await upTo(stream, events.at(-1)?.sequence ?? 0);
      expect(stream.events).toEqual(events);
      await stream.close();
    }
  });

  it('hold for live events too', async () => {
    const calls = bench.stream({ types: 'call.*' });
    const operations = bench.stream({ types: 'operation.*' });
    const all = bench.stream();
    await Promise.all([calls.snapshot(), operations.snapshot(), all.snapshot()]);
    const call = await bench.incoming();
    await bench.command(`/v1/calls/${call}/clear`);
    await calls.event('call.ended');
    await operations.event('operation.done');
    await operations.event('operation.done');
    const last = Math.max(calls.sequences.at(-1) ?? 0, operations.sequences.at(-1) ?? 0);
    await upTo(all, last);
    const of = (begin: string) =>
      all.events.filter(({ type, sequence }) => type.startsWith(begin) && sequence <= last);
    expect(calls.events).toEqual(of('call.'));
    expect(operations.events).toEqual(of('operation.'));
  });
});

describe('an upgrade that is not right', () => {
  it.each([
    ['without a token', { token: null }, 401, 'unauthenticated'],
    ['with a wrong token', { token: 'x' }, 401, 'unauthenticated'],
    [
      'with a wrong token as a browser gives it',
      { token: 'x', isBrowser: true },
      401,
      'unauthenticated',
    ],
    ['somewhere else', { path: '/v1/streams' }, 404, 'unknown-route'],
    ['at the root', { path: '/' }, 404, 'unknown-route'],
    ['at no address', { path: '//' }, 404, 'unknown-route'],
    ['with a place that is no number', { after: 'x' }, 400, 'invalid-request'],
    ['with a negative place', { after: -1 }, 400, 'invalid-request'],
    ['with too many types', { types: 'a,'.repeat(101) }, 400, 'invalid-request'],
  ])('%s is answered with a problem', async (_name, options, status, code) => {
    const { headers, body, ...answer } = await bench.stream(options).refused;
    expect(answer.status).toBe(status);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ code, status });
    if (status === 401) expect(headers['www-authenticate']).toBe('Bearer');
  });
});

describe('a client that speaks', () => {
  it('is told that nobody listens, and is closed; the others are not', async () => {
    const quiet = bench.stream();
    await quiet.snapshot();
    const loud = bench.stream();
    await loud.snapshot();
    loud.socket.send('{"hello":1}');
    expect((await loud.problem()).code).toBe('unexpected-message');
    expect(await loud.closed).toEqual({ code: 1008, reason: 'unexpected-message' });
    await bench.incoming();
    await quiet.event('operation.done');
  });
});
