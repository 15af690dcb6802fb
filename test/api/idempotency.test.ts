import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EventPage, Operation } from '../../schemas/generated/types.ts';
import { Bench } from './support.ts';

const bench = new Bench();
const SIMULATE = '/v1/simulators/demo/calls';
/** To a queue: any number of them wait there. */
const CALL = { from: '+49301234567', to: '2200' };
let keys = 0;

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());
afterEach(() => bench.clearCalls());

function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

async function liveCalls(): Promise<number> {
  return (await bench.get<{ items: unknown[] }>('/v1/calls')).body.items.length;
}

async function acceptances(operation: string): Promise<string[]> {
  const { body } = await bench.get<EventPage>(`/v1/events?subject=${operation}`);
  return body.items.map(({ type }) => type);
}

describe('the same key', () => {
  it('with the same body stands for the same operation and the same call', async () => {
    const key = withKey(newKey());
    const first = await bench.command(SIMULATE, CALL, key);
    const { status, body } = await bench.post(SIMULATE, CALL, key);
    expect([status, body.operation.id, body.call]).toEqual([202, first.operation.id, first.call]);
    expect(body.operation.state).toBe('done');
    expect(await liveCalls()).toBe(1);
    expect(await acceptances(first.operation.id)).toEqual(['operation.accepted', 'operation.done']);
  });

  it('does not mind in which order the members of the body come', async () => {
    const key = withKey(newKey());
    const first = await bench.post(
      SIMULATE,
      '{"from":"0301","to":"2001","data":{"a":1,"b":2}}',
      key,
    );
    const again = await bench.post(
      SIMULATE,
      '{"data":{"b":2,"a":1},"to":"2001", "from":"0301"}',
      key,
    );
    expect(again.body.operation.id).toBe(first.body.operation.id);
  });

  it('with another body, address or method is a conflict', async () => {
    const key = withKey(newKey());
    const { call } = await bench.command(SIMULATE, CALL, key);
    const others = [
      await bench.post(SIMULATE, { ...CALL, to: '2002' }, key),
      await bench.post('/v1/calls', { from: 'demo:2003', to: '2004' }, key),
      await bench.send('DELETE', `${SIMULATE}/${call}`, key),
    ];
    for (const { status, body } of others) {
      expect([status, body]).toMatchObject([409, { code: 'idempotency-key-reused' }]);
    }
    expect(await liveCalls()).toBe(1);
  });

  it('sent by many at once makes one phone call', async () => {
    const key = withKey(newKey());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => bench.post(SIMULATE, CALL, key)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.operation.id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.call)).size).toBe(1);
    await bench.ended(answers[0]?.body.operation.id ?? '');
    expect(await liveCalls()).toBe(1);
  });

  it('stands for something else with another token', async () => {
    const key = newKey();
    const ids = new Set<string>();
    for (const role of ['admin', 'integrator', 'agent'] as const) {
      const options = { ...withKey(key), token: bench.token(role) };
      ids.add((await bench.command(SIMULATE, CALL, options)).operation.id);
    }
    expect(ids.size).toBe(3);
    expect(await liveCalls()).toBe(3);
  });

  it('of a refused command is free again: nothing was accepted', async () => {
    const key = withKey(newKey());
    const wrong = await bench.post(SIMULATE, { ...CALL, to: 'nobody' }, key);
    expect(wrong.status).toBe(422);
    expect((await bench.post(SIMULATE, CALL, key)).status).toBe(202);
  });

  it('repeats the answer even when the command would no longer be right', async () => {
    const call = await bench.incoming();
    const key = withKey(newKey());
    const answer = { device: 'demo:2001' };
    const first = await bench.command(`/v1/calls/${call}/answer`, answer, key);
    await bench.command(`/v1/calls/${call}/clear`);
    const again = await bench.post(`/v1/calls/${call}/answer`, answer, key);
    expect([again.status, again.body.operation.id]).toEqual([202, first.operation.id]);
  });

  it('is known after the server was started again', async () => {
    const key = withKey(newKey());
    const first = await bench.command(SIMULATE, CALL, key);
    await bench.stop();
    await bench.start();
    const again = await bench.post(SIMULATE, CALL, key);
    expect([again.status, again.body]).toEqual([
      202,
      { operation: { id: first.operation.id, state: 'done' }, call: first.call },
    ]);
    expect(await liveCalls()).toBe(0);
    const { body } = await bench.get<Operation>(`/v1/operations/${first.operation.id}`);
    expect(body).toEqual(first.operation);
    const other = await bench.post(SIMULATE, { ...CALL, from: '030' }, key);
    expect(other.status).toBe(409);
  });

  it('has to be 1 to 255 visible characters', async () => {
    for (const key of ['a b', 'x'.repeat(256), 'schlüssel']) {
      const { status, body } = await bench.post(SIMULATE, CALL, withKey(key));
      expect([status, body]).toMatchObject([400, { code: 'invalid-request' }]);
    }
    expect((await bench.post(SIMULATE, CALL, withKey('x'.repeat(255)))).status).toBe(202);
  });
});

describe('without a key', () => {
  it('every request is a new operation', async () => {
    const first = await bench.command(SIMULATE, CALL);
    const second = await bench.command(SIMULATE, CALL);
    expect(second.operation.id).not.toBe(first.operation.id);
    expect(await liveCalls()).toBe(2);
  });
});
