import { Webhook as Verifier } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../../src/api/webhooks/signature.ts';
import { Scene, isAuthentic } from './scene.ts';

const A = 'https://a.example/hook';
const HOUR_MS = 3_600_000;

describe('a signature', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

  it('is that of the example of the specification', () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330 };
    const headers = signatureHeaders({ ...message, body: '{"test": 2432232314}' }, [secret]);
    expect(headers).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is taken by an independent implementation, and by it alone as it was sent', () => {
    const timestamp = Math.floor(Date.now() / 1000);
    const body = '{"name":"Zoë 🦊"}';
    const headers = signatureHeaders({ id: 'wh_1_2', timestamp, body }, [secret]);
    const verifier = new Verifier(secret);
    expect(verifier.verify(body, headers)).toEqual({ name: 'Zoë 🦊' });
    expect(() => verifier.verify(`${body} `, headers)).toThrow('No matching signature');
    expect(() => verifier.verify(body, { ...headers, 'webhook-id': 'wh_1_3' })).toThrow();
    const later = { ...headers, 'webhook-timestamp': String(timestamp + 1) };
    expect(() => verifier.verify(body, later)).toThrow('No matching signature');
    const old = signatureHeaders({ id: 'wh_1_2', timestamp: timestamp - 3600, body }, [secret]);
    expect(() => verifier.verify(body, old)).toThrow('too old');
  });
});

describe('a rotation', () => {
  it('signs with both secrets for a while, then with the new one alone', async () => {
    const scene = new Scene();
    const { id, secret: former } = scene.webhooks.create({ url: A });
    const { secret } = scene.webhooks.rotateSecret(id, 2);
    expect(secret).not.toBe(former);
    await scene.happen(1);
    await scene.clock.advance(2 * HOUR_MS);
    await scene.happen(1);
    const [both, alone] = scene.received;
    if (both === undefined || alone === undefined) throw new Error('two were to be sent');
    expect([isAuthentic(former, both), isAuthentic(secret, both)]).toEqual([true, true]);
    expect([isAuthentic(former, alone), isAuthentic(secret, alone)]).toEqual([false, true]);
    expect(scene.webhooks.get(id).secrets.length).toBe(1);
  });

  it('leaves two at most, and survives a restart', async () => {
    const scene = new Scene();
    const { id, secret: first } = scene.webhooks.create({ url: A });
    const { secret: second } = scene.webhooks.rotateSecret(id);
    const { secret: third } = scene.webhooks.rotateSecret(id);
    await scene.restart();
    await scene.happen(1);
    const [sent] = scene.received;
    if (sent === undefined) throw new Error('one was to be sent');
    expect([first, second, third].map((secret) => isAuthentic(secret, sent))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('with no overlap takes the former out of force at once', async () => {
    const scene = new Scene();
    const { id, secret: former } = scene.webhooks.create({ url: A });
    scene.webhooks.rotateSecret(id, 0);
    await scene.happen(1);
    expect(scene.received.map((sent) => isAuthentic(former, sent))).toEqual([false]);
  });
});

it('no secret is in a view, a delivery, a trial or a log line', async () => {
  const scene = new Scene();
  scene.answers.set(A, () => ({ status: 500 }));
  const { id, secret } = scene.webhooks.create({ url: A });
  const { secret: second } = scene.webhooks.rotateSecret(id);
  await scene.happen(2);
  await scene.clock.advance(4 * 24 * HOUR_MS);
  const trial = await scene.webhooks.test(id);
  const query = { before: 1e9, limit: 100 };
  const told = JSON.stringify([
    scene.webhooks.list(),
    scene.webhooks.put(id, { url: A }),
    scene.webhooks.deliveries(id, query),
    scene.webhooks.replay(id, 0),
    trial,
    scene.logged,
  ]);
  expect(scene.logged.length).toBeGreaterThan(3);
  for (const one of [secret, second]) {
    expect(told).not.toContain(one.slice('whsec_'.length));
    expect(told).not.toContain(Buffer.from(one.slice(6), 'base64').toString('hex'));
  }
});
