import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Call, Configuration, ScreenPopOffered } from '../../../schemas/generated/types.ts';
import { Bench } from '../../api/support.ts';
import type { StreamReader } from '../../api/stream-reader.ts';
import { until } from './child.ts';
import { missingPeer } from './peers.ts';
import { CALLER, TestTable } from './table.ts';

const missing = missingPeer();

/** What an administrator writes; the ports are those of this run. */
function configuration({ http, ami }: { http: number; ami: number }): Configuration {
  return parse(`
switches:
  - id: pbx
    driver: asterisk
    numbering: { country: DE, outsidePrefixes: ['0'] }
    settings:
      url: http://127.0.0.1:${http}
      username: crosspoint
      password: ari-secret
      ami: { port: ${ami}, username: crosspoint, password: ami-secret }
      trunks: [trunk]
      outside: [{ prefix: '0', strip: 1, trunk: trunk }]
      answer: talk
      adopt: { context: crosspoint }
agents:
  - { id: anna, name: Anna, device: 'pbx:2001' }
`) as Configuration;
}

describe.skipIf(missing !== undefined)('the whole server on a real Asterisk', () => {
  let table: TestTable;
  let bench: Bench;
  let stream: StreamReader;

  beforeAll(async () => {
    table = await TestTable.lay(['2001', '2002', '2003']);
    const [http = 0, ami = 0] = table.cutter.ports;
    bench = await new Bench(configuration({ http, ami })).start();
    stream = bench.stream();
    const contact = { name: 'Frau Beispiel', numbers: ['030 123456'], fields: { plan: 'gold' } };
    await bench.send('POST', '/v1/contacts', { body: contact });
  });
  afterEach(() => table.clear());
  afterAll(async () => {
    await bench?.close();
    await table?.close();
  });

  /** Sends a command and says how it ended. */
  async function command(path: string, body: object): Promise<string> {
    const { operation } = await bench.command(path, body);
    return operation.error?.detail ?? operation.state;
  }

  async function ringing(): Promise<Call> {
    table.outside.dial('2001');
    const pop = await stream.event('screen-pop.offered');
    const data = pop.data as unknown as ScreenPopOffered;
    expect(data).toMatchObject({
      device: 'pbx:2001',
      agent: { id: 'anna' },
      number: { e164: CALLER },
      matches: [{ contact: { name: 'Frau Beispiel' } }],
    });
    return data.call;
  }

  async function states(call: string): Promise<string> {
    const { body } = await bench.send<Call>('GET', `/v1/calls/${call}`);
    return body.connections
      .map(({ device, state }) => `${device} ${state}`)
      .toSorted()
      .join(', ');
  }

  it('pops the customer before the phone is answered, and answers, holds, retrieves and clears', async () => {
    const { id } = await ringing();
    const device = 'pbx:2001';
    expect(await states(id)).toBe('pbx:2001 alerting, pbx:trunk connected');
    expect(await command(`/v1/calls/${id}/answer`, { device })).toBe('done');
    await until('the caller talks', () => table.outside.call?.state === 'talking');
    expect(await command(`/v1/calls/${id}/hold`, { device })).toBe('done');
    expect(await states(id)).toBe('pbx:2001 held, pbx:trunk connected');
    expect(await command(`/v1/calls/${id}/retrieve`, { device })).toBe('done');
    expect(await command(`/v1/calls/${id}/clear`, {})).toBe('done');
    const ended = await stream.event('call.ended', id);
    expect(ended.data).toMatchObject({ cause: { code: 'normalClearing' } });
    await table.outside.isIdle();
  });

  it('consults and transfers; data and the customer go along to the colleague', async () => {
    const { id } = await ringing();
    const device = 'pbx:2001';
    await command(`/v1/calls/${id}/answer`, { device });
    await bench.send('PATCH', `/v1/calls/${id}/data`, { body: { order: 4711 } });
    const consult = await bench.send<{ call: string }>('POST', `/v1/calls/${id}/consult`, {
      body: { device, to: '2002' },
    });
    const other = consult.body.call;
    await stream.event('call.delivered', other);
    expect(await command(`/v1/calls/${other}/answer`, { device: 'pbx:2002' })).toBe('done');
    expect(await command(`/v1/calls/${id}/transfer`, { device })).toBe('done');
    const { body } = await bench.send<{ items: Call[] }>('GET', '/v1/calls');
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ data: { order: 4711 }, direction: 'inbound' });
    expect(await states(body.items[0]?.id ?? '')).toBe('pbx:2002 connected, pbx:trunk connected');
    await command(`/v1/calls/${body.items[0]?.id}/clear`, {});
  });

  it('makes a call, rings the agent first, and tells ringing and answer out there', async () => {
    const made = await bench.send<{ call: string }>('POST', '/v1/calls', {
      body: { from: 'pbx:2001', to: '0 30 987654', autoAnswer: true },
    });
    const { call } = made.body;
    await until('the phone rings or talks', () => table.phone('2001').call !== undefined);
    if (table.phone('2001').call?.state === 'ringing') table.phone('2001').answer();
    await until('it rings outside', () => table.outside.call?.state === 'ringing');
    table.outside.answer();
    await stream.event('call.established', call);
    expect(await states(call)).toBe('pbx:2001 connected, pbx:trunk connected');
    expect(await command(`/v1/calls/${call}/clear`, { device: 'pbx:2001' })).toBe('done');
  });

  it('finds a running call again after the server was stopped, with its data', async () => {
    const { id } = await ringing();
    await command(`/v1/calls/${id}/answer`, { device: 'pbx:2001' });
    await bench.send('PATCH', `/v1/calls/${id}/data`, { body: { order: 4711 } });
    await bench.stop();
    await bench.start();
    stream = bench.stream();
    const { body } = await bench.send<Call>('GET', `/v1/calls/${id}`);
    expect(body).toMatchObject({ id, data: { order: 4711 } });
    expect(await states(id)).toBe('pbx:2001 connected, pbx:trunk connected');
    expect(await command(`/v1/calls/${id}/clear`, {})).toBe('done');
    await table.outside.isIdle();
  });

  it('shows and ends a call that never enters the application', async () => {
    table.phone('2002').dial('8003');
    const delivered = await stream.event('call.delivered');
    expect(delivered.data).toMatchObject({ alerting: 'pbx:2003' });
    table.phone('2003').answer();
    await stream.event('call.established', delivered.subject);
    expect(await command(`/v1/calls/${delivered.subject}/clear`, {})).toBe('done');
    await table.phone('2002').isIdle();
  });
});
