import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  Event,
  Problem,
  Webhook,
  WebhookDeliveryList,
  WebhookList,
  WebhookTrial,
  WebhookWithSecret,
} from '../../../schemas/generated/types.ts';
import { checkEvent } from '../shapes.ts';
import { Bench, until } from '../support.ts';
import { Receiver } from './receiver.ts';

const bench = new Bench({
  webhooks: { allowHttp: true, allowedNetworks: ['127.0.0.1/32'], timeoutMs: 5000 },
});
let receiver: Receiver;

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());
beforeEach(async () => {
  receiver = await new Receiver().open();
});
afterEach(async () => {
  const { body } = await bench.get<WebhookList>('/v1/webhooks');
  for (const { id } of body.items) await bench.send('DELETE', `/v1/webhooks/${id}`);
  await receiver.close();
});

const make = async (more: object = {}) =>
  (await bench.post<WebhookWithSecret>('/v1/webhooks', { url: receiver.url(), ...more })).body;

const eventsOf = (one: Receiver) => one.heard.map(({ body }) => JSON.parse(body) as Event);

describe('a webhook', () => {
  it('is made, read, replaced and deleted, and shows its secret once', async () => {
    const input = { url: receiver.url(), types: ['call.*'], description: 'our CRM' };
    const created = await bench.post<WebhookWithSecret>('/v1/webhooks', input);
    expect(created.status).toBe(201);
    const { secret, ...shown } = created.body;
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64').length).toBe(32);
    expect(shown).toMatchObject({ ...input, subjects: [], enabled: true, state: 'active' });
    const path = `/v1/webhooks/${shown.id}`;
    expect((await bench.get(path)).body).toEqual(shown);
    expect((await bench.get<WebhookList>('/v1/webhooks')).body.items).toEqual([shown]);

    const body = { url: receiver.url('/other'), enabled: false };
    const replaced = await bench.send<Webhook>('PUT', path, { body });
    expect(replaced.body).toMatchObject({ ...body, types: [], state: 'disabled' });
    expect(replaced.body).not.toHaveProperty('description');
    const rotated = await bench.post<WebhookWithSecret>(`${path}/rotate-secret`);
    expect(rotated.body.secret).not.toBe(secret);
    expect(rotated.body.secrets.length).toBe(2);

    const told = JSON.stringify([
      (await bench.get(path)).body,
      (await bench.get('/v1/webhooks')).body,
      (await bench.get(`${path}/deliveries`)).body,
      (await bench.get<string>('/metrics')).body,
    ]);
    for (const one of [secret, rotated.body.secret]) expect(told).not.toContain(one.slice(6));

    expect((await bench.send('DELETE', path)).status).toBe(204);
    expect((await bench.get<Problem>(path)).body.code).toBe('unknown-webhook');
  });

  it('is kept in a file that only its owner can read', async () => {
    await make();
    const file = join(bench.directory, 'webhooks.db');
    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o077).toBe(0);
    expect(readFileSync(join(bench.directory, 'journal.db')).includes('whsec_')).toBe(false);
  });

  it.each([
    [{ url: 'https://10.0.0.1/' }, 'the address is not public'],
    [{ url: 'http://169.254.169.254/latest' }, 'the address is not public'],
    [{ url: 'http://[::ffff:10.0.0.1]/' }, 'the address is not public'],
    [{ url: 'https://me:secret@example.com/' }, 'a URL with a name or password in it'],
    [{ url: 'http://' }, 'the URL cannot be read'],
  ])('%j is refused: %s', async (body, detail) => {
    const { status, body: problem } = await bench.post<Problem>('/v1/webhooks', body);
    expect([status, problem.code, problem.detail]).toEqual([400, 'invalid-request', detail]);
    expect(problem.position).toEqual({ source: 'body', pointer: '/url' });
  });

  it.each([
    {},
    { url: 'ftp://example.com' },
    { url: 'https://example.com', secret: 'whsec_mine' },
    { url: 'https://example.com', types: 'call.*' },
    { url: 'https://example.com', types: [''] },
    { url: `https://example.com/${'x'.repeat(2048)}` },
    { url: 'https://example.com', enabled: 1 },
  ])('%j does not fit', async (body) => {
    const { status } = await bench.post<Problem>('/v1/webhooks', body);
    expect(status).toBe(400);
  });
});

describe('delivery', () => {
  it('brings the same events as the stream, in the same order, signed', async () => {
    const { id, secret, cursor } = await make();
    const stream = bench.stream({ after: cursor });
    await stream.opened;
    const call = await bench.incoming();
    await bench.command(`/v1/calls/${call}/answer`, { device: '2001' });
    await bench.command(`/v1/calls/${call}/clear`);
    const isEnd = ({ type, subject }: Event) => type === 'call.ended' && subject === call;
    await until(() => stream.events.some(isEnd) || undefined, 'the end on the stream');
    const last = stream.events.find(isEnd)?.sequence ?? 0;
    await until(
      () => eventsOf(receiver).some(({ sequence }) => sequence >= last) || undefined,
      'the end at the webhook',
    );
    const upTo = (events: Event[]) => events.filter(({ sequence }) => sequence <= last);
    expect(upTo(eventsOf(receiver))).toEqual(upTo(stream.events));
    for (const event of eventsOf(receiver)) checkEvent(event);
    for (const { headers, body } of receiver.heard) {
      const given = headers as Record<string, string>;
      expect(new Verifier(secret).verify(body, given)).toEqual(JSON.parse(body));
      expect(headers['webhook-id']).toBe(`${id}_${(JSON.parse(body) as Event).sequence}`);
      expect(headers['content-type']).toBe('application/json');
    }
    await bench.clearCalls();
  });

  it('is filtered on the server', async () => {
    await make({ types: ['screen-pop.*', 'call.ended'] });
    const call = await bench.incoming();
    await bench.command(`/v1/calls/${call}/clear`);
    const types = () => [...new Set(eventsOf(receiver).map(({ type }) => type))];
    await until(() => types().includes('call.ended') || undefined, 'the end at the webhook');
    expect(types()).toEqual(['screen-pop.offered', 'call.ended']);
  });

  it('goes on after a restart with what was not taken, and can be replayed', async () => {
    let isDown = true;
    receiver.answer = (response) => void response.writeHead(isDown ? 503 : 200).end();
    const { id, cursor } = await make({ types: ['call.ended', 'call.delivered'] });
    const path = `/v1/webhooks/${id}`;
    const call = await bench.incoming();
    await bench.command(`/v1/calls/${call}/clear`);
    await until(() => receiver.heard.length > 0 || undefined, 'an attempt');
    const failing = await until(async () => {
      const { body } = await bench.get<Webhook>(path);
      return body.state === 'failing' ? body : undefined;
    }, 'the failure to be told');
    expect(failing.failure).toMatchObject({ attempts: 1, status: 503 });
    const { body: metrics } = await bench.get<string>('/metrics');
    expect(metrics).toContain('crosspoint_webhooks{state="failing"} 1');
    expect(metrics).toContain('crosspoint_webhook_deliveries{what="failed-attempts"} 1');

    await bench.stop();
    isDown = false;
    await bench.start();
    expect((await bench.get<Webhook>(path)).body.failure).toEqual(failing.failure);
    const { body: replayed } = await bench.post<Webhook>(`${path}/replay`, { after: cursor });
    expect(replayed.cursor).toBe(cursor);
    const taken = await until(async () => {
      const { body } = await bench.get<WebhookDeliveryList>(`${path}/deliveries`);
      return body.items.length >= 2 ? body.items : undefined;
    }, 'both deliveries');
    expect(taken.map(({ type, outcome, status }) => [type, outcome, status])).toEqual([
      ['call.ended', 'delivered', 200],
      ['call.delivered', 'delivered', 200],
    ]);
    const { body: first } = await bench.get<WebhookDeliveryList>(`${path}/deliveries?limit=1`);
    const next = `${path}/deliveries?limit=1&cursor=${first.cursor}`;
    const { body: second } = await bench.get<WebhookDeliveryList>(next);
    expect([...first.items, ...second.items]).toEqual(taken);
    const dead = await bench.get<WebhookDeliveryList>(`${path}/deliveries?outcome=dead`);
    expect(dead.body.items).toEqual([]);
    for (const after of [-1, 1e15, 'x']) {
      const { status } = await bench.post<Problem>(`${path}/replay`, { after });
      expect([after, status]).toEqual([after, 400]);
    }
  });
});

describe('a test', () => {
  it('sends one signed message beside the order and tells how it went', async () => {
    const { id, secret } = await make({ enabled: false });
    const { body: trial } = await bench.post<WebhookTrial>(`/v1/webhooks/${id}/test`);
    expect(trial).toMatchObject({ delivered: true, status: 204 });
    const [heard] = receiver.heard;
    const headers = heard?.headers as Record<string, string>;
    expect(new Verifier(secret).verify(heard?.body ?? '', headers)).toMatchObject({
      type: 'webhook.test',
      subject: id,
    });
    receiver.answer = (response) => void response.writeHead(302, { location: '/' }).end();
    const { body: again } = await bench.post<WebhookTrial>(`/v1/webhooks/${id}/test`);
    expect(again).toMatchObject({ delivered: false, status: 302 });
  });

  it('is made one at a time', async () => {
    const { id } = await make();
    let finish: (() => void) | undefined;
    receiver.answer = (response) => {
      finish = () => void response.end();
    };
    const first = bench.post<WebhookTrial>(`/v1/webhooks/${id}/test`);
    await until(() => finish, 'the test to be under way');
    const { status } = await bench.post<Problem>(`/v1/webhooks/${id}/test`);
    expect(status).toBe(429);
    finish?.();
    expect((await first).body.delivered).toBe(true);
  });
});
