import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallEnded, Event, EventPage } from '../../schemas/generated/types.ts';
import { Bench } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});
afterEach(() => bench.close());

async function restart(): Promise<void> {
  await bench.stop();
  await bench.start();
}

async function journal(query = ''): Promise<Event[]> {
  const { body } = await bench.get<EventPage>(`/v1/events?limit=1000&${query}`);
  return body.items;
}

describe('after a stop and a start on the same data', () => {
  it('the journal is the same, and goes on with the next number', async () => {
    await bench.incoming();
    const before = await journal();
    await restart();
    const after = await journal();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ sequence }) => sequence)).toEqual(after.map((_, index) => index + 1));
    expect(after.length).toBeGreaterThan(before.length);
  });

  it('a call that the switch no longer has is ended, for a reason that says so', async () => {
    const call = await bench.incoming();
    await bench.command(`/v1/calls/${call}/answer`, { device: 'demo:2001' });
    await restart();
    expect(await bench.stateOf(call)).toBe('ended');
    const ends = await journal(`subject=${call}&type=call.ended`);
    expect(ends.map(({ data }) => (data as unknown as CallEnded).cause.code)).toEqual([
      'resynchronised',
    ]);
    const { body } = await bench.get<{ items: unknown[] }>('/v1/calls');
    expect(body.items).toEqual([]);
  });

  it('a command that was under way has failed, once, as interrupted or as stopped', async () => {
    await bench.command('/v1/simulators/demo/faults', { kind: 'delay', delayMs: 9000, count: 100 });
    const dialled = { from: 'demo:2001', to: '2002' };
    const { body } = await bench.post('/v1/calls', dialled);
    const { id } = body.operation;
    await restart();
    const events = await journal(`subject=${id}`);
    expect(events.map(({ type }) => type)).toEqual(['operation.accepted', 'operation.failed']);
    const { error } = await bench.ended(id);
    expect(error?.code).toMatch(/^(interrupted|shutting-down|link-down)$/);
    expect(events[1]?.data).toMatchObject({ problem: error });
  });

  it('tokens and contacts are the same', async () => {
    const { tokens } = bench.server;
    const input = { name: 'Erika', numbers: ['+49301234567'] };
    const { body } = await bench.post<{ id: string }>('/v1/contacts', input);
    await restart();
    expect(bench.server.tokens).toEqual(tokens);
    expect((await bench.get(`/v1/contacts/${body.id}`)).body).toEqual(body);
  });

  it('a client resumes across it without a hole', async () => {
    const first = bench.stream({ after: 0 });
    await bench.incoming();
    await first.event('operation.done');
    const last = first.sequences.at(-1) ?? 0;
    await restart();
    expect(await first.closed).toMatchObject({ code: 1001 });
    const seen = first.sequences.at(-1) ?? last;
    const second = bench.stream({ after: seen });
    await second.event('switch.synchronised');
    const all = [...first.sequences, ...second.sequences];
    expect(all).toEqual(all.map((_, index) => index + 1));
  });
});
