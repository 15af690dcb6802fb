import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  CallData,
  CallEnded,
  CallTransferred,
  OperationDone,
  ScreenPopOffered,
} from '../../schemas/generated/types.ts';
import { demoSettings } from '../../drivers/simulated/demo.ts';
import type { StreamReader } from './stream-reader.ts';
import { Bench, until } from './support.ts';

const LINES = demoSettings.trunks?.lines ?? 0;

const bench = new Bench();
let stream: StreamReader;

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());

beforeEach(async () => {
  stream = bench.stream();
  await stream.snapshot();
});

afterEach(async () => {
  await stream.close();
  await bench.clearCalls();
});

/** The customer talks to 2001. */
async function talking(more: object = {}): Promise<string> {
  const call = await bench.incoming('2001', more);
  await bench.command(`/v1/calls/${call}/answer`, { device: 'demo:2001' });
  return call;
}

/** The customer is on hold at 2001, who talks to 2002. */
async function consulting(): Promise<{ held: string; active: string }> {
  const held = await talking();
  const consult = { device: 'demo:2001', to: '2002' };
  const { call: active = '' } = await bench.command(`/v1/calls/${held}/consult`, consult);
  await stream.event('call.delivered', active);
  await bench.command(`/v1/calls/${active}/answer`, { device: 'demo:2002' });
  return { held, active };
}

describe('the main job over REST', () => {
  it('pops the customer on the screen before the phone is answered', async () => {
    const contact = { name: 'Erika', numbers: ['030 1234567'], url: 'https://crm.example/1' };
    const { body: kept } = await bench.post<{ id: string }>('/v1/contacts', contact);
    const call = await bench.incoming('2001', { name: 'E. Mustermann', data: { campaign: 'x' } });
    const { data } = await stream.event('screen-pop.offered');
    expect(data as unknown as ScreenPopOffered).toMatchObject({
      device: 'demo:2001',
      agent: { id: 'ada' },
      call: { id: call, direction: 'inbound' },
      number: { e164: '+49301234567' },
      matches: [{ contact: { id: kept.id }, confidence: 1, url: 'https://crm.example/1' }],
      data: { campaign: 'x' },
      pending: false,
    });
    expect(await bench.stateOf(call)).toMatch(/2001 alerting, T\d connected/);
    await bench.send('DELETE', `/v1/contacts/${kept.id}`);
  });

  it('answers, holds, retrieves and clears, each told once and in order', async () => {
    const call = await talking();
    for (const name of ['hold', 'retrieve']) {
      const { operation } = await bench.command(`/v1/calls/${call}/${name}`, {
        device: 'demo:2001',
      });
      expect(operation).toMatchObject({ state: 'done', command: name, call, device: 'demo:2001' });
    }
    expect(await bench.stateOf(call)).toMatch(/^2001 connected, T\d connected$/);
    await bench.command(`/v1/calls/${call}/clear`);
    const { data } = await stream.event('call.ended', call);
    expect((data as unknown as CallEnded).cause).toMatchObject({
      code: 'normalClearing',
      raw: expect.any(String) as string,
      by: expect.any(String) as string,
    });
    const types = stream.events.filter(({ subject }) => subject === call).map(({ type }) => type);
    expect(types).toEqual([
      'call.delivered',
      'screen-pop.offered',
      'call.established',
      'call.held',
      'call.retrieved',
      'call.connection-cleared',
      'call.connection-cleared',
      'call.ended',
    ]);
    expect(await bench.stateOf(call)).toBe('ended');
  });

  it('takes a device by its number alone', async () => {
    const call = await bench.incoming();
    const { operation } = await bench.command(`/v1/calls/${call}/answer`, { device: '2001' });
    expect(operation.state).toBe('done');
  });

  it('clears one connection when a device is named', async () => {
    const { held, active } = await consulting();
    await bench.command(`/v1/calls/${active}/clear`, { device: 'demo:2002' });
    await stream.event('call.ended', active);
    expect(await bench.stateOf(held)).toMatch(/2001 held/);
  });

  it('clears a whole call without any body', async () => {
    const call = await bench.incoming();
    const { status, body } = await bench.send<{ operation: { id: string } }>(
      'POST',
      `/v1/calls/${call}/clear`,
    );
    expect(status).toBe(202);
    expect(await bench.ended(body.operation.id)).toMatchObject({ state: 'done' });
    expect(await bench.stateOf(call)).toBe('ended');
  });

  it('names the new call in the answer to a consultation, and its data begin with the old ones', async () => {
    const call = await talking({ data: { customer: 7, plan: 'a' } });
    const consult = { device: 'demo:2001', to: '2002', data: { plan: 'b' } };
    const { status, body } = await bench.post(`/v1/calls/${call}/consult`, consult);
    expect([status, body.call]).toEqual([202, expect.stringMatching(/^call_/)]);
    expect(body.call).not.toBe(call);
    await bench.ended(body.operation.id);
    expect(await bench.stateOf(call)).toMatch(/2001 held/);
    const { body: view } = await bench.get<{ data: CallData }>(`/v1/calls/${body.call}`);
    expect(view.data).toEqual({ customer: 7, plan: 'b' });
  });

  it('alternates between two calls', async () => {
    const { held, active } = await consulting();
    await bench.command(`/v1/calls/${active}/alternate`, { device: 'demo:2001' });
    expect(await bench.stateOf(held)).toMatch(/2001 connected/);
    expect(await bench.stateOf(active)).toMatch(/2001 held/);
  });

  it('reconnects: the active call ends, the held one is taken back', async () => {
    const { held, active } = await consulting();
    const body = { device: 'demo:2001', otherCall: held };
    await bench.command(`/v1/calls/${active}/reconnect`, body);
    expect(await bench.stateOf(held)).toMatch(/2001 connected/);
    expect(await bench.stateOf(active)).toBe('ended');
  });

  it('transfers after a consultation, and the data follow', async () => {
    const { held, active } = await consulting();
    await bench.send('PATCH', `/v1/calls/${held}/data`, { body: { note: 'kept' } });
    const { operation } = await bench.command(`/v1/calls/${active}/transfer`, {
      device: 'demo:2001',
    });
    const { data } = await stream.event('call.transferred');
    const { newCall, by, devices } = data as unknown as CallTransferred;
    expect(operation.result?.call).toBe(newCall);
    expect([by, devices.includes('demo:2002'), devices.length]).toEqual(['demo:2001', true, 2]);
    expect(await bench.stateOf(newCall)).toMatch(/^2002 connected, T\d connected$/);
    const { body } = await bench.get<{ data: CallData }>(`/v1/calls/${newCall}`);
    expect(body.data).toMatchObject({ note: 'kept' });
  });

  it('brings everybody into one conference', async () => {
    const { active } = await consulting();
    const { operation } = await bench.command(`/v1/calls/${active}/conference`, {
      device: 'demo:2001',
    });
    await stream.event('call.conferenced');
    expect(await bench.stateOf(operation.result?.call ?? '')).toMatch(
      /^2001 connected, 2002 connected, T\d connected$/,
    );
  });

  it('transfers in one step', async () => {
    const call = await talking({ data: { order: 1 } });
    const { operation } = await bench.command(`/v1/calls/${call}/transfer-to`, {
      device: 'demo:2001',
      to: '2003',
    });
    const goesOn = operation.result?.call ?? '';
    await until(
      async () => ((await bench.stateOf(goesOn)).includes('2003 alerting') ? true : undefined),
      '2003 to ring',
    );
    const { body } = await bench.get<{ data: CallData }>(`/v1/calls/${goesOn}`);
    expect(body.data).toEqual({ order: 1 });
  });

  it('deflects a ringing call to another phone', async () => {
    const call = await bench.incoming();
    await bench.command(`/v1/calls/${call}/deflect`, { device: 'demo:2001', to: '2003' });
    await stream.event('call.diverted', call);
    const { data } = await stream.event('call.delivered', call);
    expect(data['alerting']).toBe('demo:2003');
  });

  it('picks up at one phone what rings at another', async () => {
    const call = await bench.incoming();
    const { operation } = await bench.command(`/v1/calls/${call}/pickup`, {
      device: 'demo:2001',
      by: 'demo:2004',
    });
    expect(await bench.stateOf(operation.result?.call ?? call)).toMatch(/2004 connected/);
  });

  it('parks a call', async () => {
    const call = await talking();
    const { operation } = await bench.command(`/v1/calls/${call}/park`, {
      device: 'demo:2001',
      to: '71',
    });
    expect(operation.state).toBe('done');
    expect(await bench.stateOf(operation.result?.call ?? call)).not.toMatch(/2001/);
  });

  it('sends digits', async () => {
    const call = await talking();
    const { operation } = await bench.command(`/v1/calls/${call}/digits`, {
      device: 'demo:2001',
      digits: '12#ab',
      durationMs: 100,
    });
    expect(operation).toMatchObject({ state: 'done' });
  });

  it('tells the digits a caller presses', async () => {
    const call = await talking({ digits: '42#' });
    const { data } = await stream.event('call.digits', call);
    expect(data['digits']).toMatch(/^[42#]+$/);
  });

  it('makes a call, however the number is written', async () => {
    const made = await bench.command('/v1/calls', {
      from: 'demo:2001',
      to: '0 (089) 55-50',
      data: { a: 1 },
      autoAnswer: true,
    });
    expect(made.operation).toMatchObject({ state: 'done', result: { call: made.call } });
    const { body } = await bench.get(`/v1/calls/${made.call}`);
    expect(body).toMatchObject({ direction: 'outbound', data: { a: 1 } });
    const types = stream.events.filter(({ subject }) => subject === made.call);
    expect(types.map(({ type }) => type)).toContain('call.originated');
  });

  it('hangs up as the outside caller', async () => {
    const call = await talking();
    const { status, body } = await bench.send<{ operation: { id: string } }>(
      'DELETE',
      `/v1/simulators/demo/calls/${call}`,
    );
    expect(status).toBe(202);
    await bench.ended(body.operation.id);
    const { data } = await stream.event('call.ended', call);
    expect((data as unknown as CallEnded).cause.by).toMatch(/^demo:T\d|caller|^demo/);
  });
});

describe('an operation', () => {
  it('ends in exactly one event, whose operation is what the address shows', async () => {
    const call = await bench.incoming();
    const { operation } = await bench.command(`/v1/calls/${call}/answer`, { device: 'demo:2001' });
    const { data, callid, traceparent } = await stream.event('operation.done', operation.id);
    expect((data as unknown as OperationDone).operation).toEqual(operation);
    expect([callid, traceparent]).toEqual([call, undefined]);
    await bench.command(`/v1/calls/${call}/hold`, { device: 'demo:2001' });
    await stream.event('operation.done');
    const types = stream.events
      .filter(({ subject }) => subject === operation.id)
      .map(({ type }) => type);
    expect(types).toEqual(['operation.accepted', 'operation.done']);
  });

  it('carries the trace of its request', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const body = { from: '0301', to: '2001' };
    const { operation } = await bench.command('/v1/simulators/demo/calls', body, {
      headers: { traceparent },
    });
    for (const type of ['operation.accepted', 'operation.done']) {
      expect((await stream.event(type, operation.id)).traceparent).toBe(traceparent);
    }
  });

  it('fails with a problem when the switch cannot do it', async () => {
    for (let line = 1; line <= LINES; line += 1) await bench.incoming('2200');
    const dialled = { from: '030 1234567', to: '2001' };
    const { operation } = await bench.command('/v1/simulators/demo/calls', dialled);
    expect(operation).toMatchObject({
      state: 'failed',
      error: { code: 'resource-busy', status: 503, cause: expect.any(String) as string },
    });
    const { data } = await stream.event('operation.failed', operation.id);
    expect(data).toMatchObject({ operation, problem: operation.error });
  });
});

describe('attached data', () => {
  const patch = (call: string, body: unknown) =>
    bench.send<{ operation: { id: string } }>('PATCH', `/v1/calls/${call}/data`, {
      body,
      headers: { 'content-type': 'application/merge-patch+json' },
    });
  const dataOf = async (call: string) =>
    (await bench.get<{ data: CallData }>(`/v1/calls/${call}`)).body.data;

  it('merges as RFC 7396 says: null removes, objects merge, everything else replaces', async () => {
    const call = await bench.incoming('2001', { data: { a: 'b', c: { d: 'e', f: 'g' }, l: [1] } });
    const { status, body } = await patch(call, { a: 'z', c: { f: null }, l: [{ x: null }], n: {} });
    expect(status).toBe(202);
    expect(await bench.ended(body.operation.id)).toMatchObject({ state: 'done', result: { call } });
    const merged = { a: 'z', c: { d: 'e' }, l: [{ x: null }], n: {} };
    expect(await dataOf(call)).toEqual(merged);
    expect((await stream.event('call.data-changed', call)).data).toMatchObject({
      data: merged,
      call: { data: merged },
    });
  });

  it('takes application/json for a patch as well', async () => {
    const call = await bench.incoming();
    await bench.send('PATCH', `/v1/calls/${call}/data`, { body: { x: 1 } });
    expect(await dataOf(call)).toEqual({ x: 1 });
  });

  it('keeps names that mean something to JavaScript as plain data', async () => {
    const call = await bench.incoming();
    const { status } = await patch(call, '{"__proto__":{"polluted":true},"constructor":{"a":1}}');
    expect(status).toBe(202);
    const { body } = await bench.get(`/v1/calls/${call}`);
    expect(JSON.stringify(body['data'])).toBe(
      '{"__proto__":{"polluted":true},"constructor":{"a":1}}',
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('holds 64 KiB and not one octet more, over however many patches', async () => {
    const call = await bench.incoming();
    const room = 64 * 1024 - '{"a":""}'.length;
    expect((await patch(call, { a: 'x'.repeat(room) })).status).toBe(202);
    const { status, body } = await patch(call, { b: 1 });
    expect([status, body]).toMatchObject([413, { code: 'payload-too-large' }]);
    expect((await patch(call, { a: null, b: 1 })).status).toBe(202);
    expect(await dataOf(call)).toEqual({ b: 1 });
  });
});
