import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoSettings } from '../../drivers/simulated/demo.ts';
import { Bench } from './support.ts';

const settings = { ...demoSettings, callRecords: true };
const bench = new Bench({ switches: [{ id: 'demo', driver: 'simulated', settings }] });

beforeAll(() => bench.start());
afterAll(() => bench.close());

describe('a call record', () => {
  it('comes over the stream after its call, and can be read again from the journal', async () => {
    const stream = bench.stream({ types: 'call-record.*' });
    await stream.snapshot();
    const call = await bench.incoming('2002');
    await bench.command(`/v1/calls/${call}/clear`);
    const told = await stream.event('call-record.received');
    expect(told).toMatchObject({
      subject: 'demo:2002',
      data: { switch: 'demo', record: { direction: 'in', device: '2002', durationMs: 0 } },
    });
    // It is about a call that is over, and no part of what is known of that call.
    expect(told).not.toHaveProperty('callid');
    const { body } = await bench.get<{ items: { type: string }[] }>('/v1/events');
    expect(body.items.filter(({ type }) => type === 'call-record.received')).toEqual([told]);
  });

  it('is described where a client looks for events', async () => {
    const { body } = await bench.get<{ channels: { stream: { messages: object } } }>(
      '/asyncapi.json',
    );
    expect(body.channels.stream.messages).toHaveProperty('CallRecordReceived');
    const openapi = await bench.get<{ components: { schemas: object } }>('/openapi.json');
    expect(openapi.body.components.schemas).toHaveProperty('CallRecord');
  });
});
