import { cpSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { EventPage } from '../../schemas/generated/types.ts';
import { Bench } from './support.ts';

const benches: Bench[] = [];

afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

it('a command that was answered 202 and cut off by a crash ends as interrupted', async () => {
  const first = new Bench();
  benches.push(first);
  await first.start();
  await first.command('/v1/simulators/demo/faults', { kind: 'delay', delayMs: 9000, count: 100 });
  const { body } = await first.post('/v1/calls', { from: 'demo:2001', to: '2002' });
  // What is on the disk while the server still runs is what a crash would leave behind.
  const second = new Bench();
  benches.push(second);
  cpSync(first.directory, second.directory, { recursive: true });
  await second.start();
  const { id } = body.operation;
  const operation = await second.ended(id);
  expect(operation).toMatchObject({
    state: 'failed',
    command: 'make-call',
    error: { code: 'interrupted', status: 504, retryable: true },
  });
  const { body: page } = await second.get<EventPage>(`/v1/events?subject=${id}`);
  expect(page.items.map(({ type }) => type)).toEqual(['operation.accepted', 'operation.failed']);
  expect(page.items[1]?.data).toMatchObject({ operation });
});
