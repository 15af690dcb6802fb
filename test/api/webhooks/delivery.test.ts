import { describe, expect, it } from 'vitest';
import { ATTEMPTS, LONGEST_DELAY_MS, delayAfter } from '../../../src/api/webhooks/schedule.ts';
import { Scene, isAuthentic } from './scene.ts';

const A = 'https://a.example/hook';
const B = 'https://b.example/hook';
const DAY_MS = 86_400_000;

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('delivery', () => {
  it('sends every event that comes after the making, once, in the order of the journal', async () => {
    const scene = new Scene();
    await scene.happen(3);
    scene.webhooks.create({ url: A });
    await scene.happen(70);
    expect(scene.sent(A)).toEqual(upTo(73).slice(3));
    const { events } = scene.journal.read(3, 100);
    expect(scene.of(A).map(({ body }) => body)).toEqual(events.map(({ json }) => json));
  });

  it('begins with what is made durable after the making', async () => {
    const scene = new Scene();
    await scene.happen(2);
    scene.journal.append({ type: 'call.digits', subject: 'call_1', data: {} as never });
    const { id } = scene.webhooks.create({ url: A });
    expect(scene.webhooks.get(id)).not.toHaveProperty('gap');
    await scene.happen(1);
    expect(scene.sent(A)).toEqual([3, 4]);
    expect(scene.webhooks.get(id)).not.toHaveProperty('gap');
  });

  it('sends one at a time to each endpoint', async () => {
    const scene = new Scene();
    let under = 0;
    let most = 0;
    scene.answers.set(A, async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise<void>((resolve) => scene.clock.setTimeout(resolve, 10));
      under -= 1;
      return { status: 200 };
    });
    scene.webhooks.create({ url: A });
    await scene.happen(20);
    await scene.happen(20);
    await scene.clock.advance(1000);
    expect([scene.sent(A), most]).toEqual([upTo(40), 1]);
  });

  it('filters by type and subject as the stream does', async () => {
    const scene = new Scene();
    scene.webhooks.create({ url: A, types: ['call.*'], subjects: ['call_9'] });
    scene.webhooks.create({ url: B, types: ['screen-pop.offered'] });
    await scene.happen(4, ['call.held', 'screen-pop.offered']);
    await scene.happen(4, ['call.held', 'screen-pop.offered'], 'call_9');
    expect([scene.sent(A), scene.sent(B)]).toEqual([
      [5, 7],
      [2, 4, 6, 8],
    ]);
  });

  it('remembers how far it is where nothing is wanted', async () => {
    const scene = new Scene();
    const { id } = scene.webhooks.create({ url: A, types: ['nothing.*'] });
    await scene.happen(2500);
    expect(scene.file.all()[0]?.cursor).toBeGreaterThan(1000);
    await scene.restart();
    expect([scene.sent(A), scene.webhooks.get(id).state]).toEqual([[], 'active']);
  });

  it('holds nobody up where an endpoint is slow or dead', async () => {
    const scene = new Scene();
    scene.answers.set(A, () => new Promise(() => undefined));
    scene.webhooks.create({ url: A });
    scene.webhooks.create({ url: B });
    await scene.happen(100);
    expect([scene.sent(A), scene.sent(B)]).toEqual([[1], upTo(100)]);
  });
});

describe('an event that is not taken', () => {
  it('is tried ten times over about a day with growing, jittered pauses, under one identifier', async () => {
    const scene = new Scene(7);
    scene.answers.set(A, ({ body }) => ({ status: body.includes('"sequence":1,') ? 500 : 200 }));
    const { id, secret } = scene.webhooks.create({ url: A });
    await scene.happen(2);
    expect(scene.webhooks.get(id)).toMatchObject({
      state: 'failing',
      cursor: 0,
      failure: { sequence: 1, attempts: 1, status: 500 },
    });
    await scene.clock.advance(2 * DAY_MS);
    const attempts = scene.of(A).filter(({ sequence }) => sequence === 1);
    expect(attempts.length).toBe(ATTEMPTS);
    expect(new Set(attempts.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([`${id}_1`]),
    );
    // Each attempt is signed at its own time, so that a receiver may refuse old ones.
    expect(new Set(attempts.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
    for (const attempt of attempts) expect(isAuthentic(secret, attempt)).toBe(true);
    const pauses = attempts.slice(1).map(({ at }, index) => at - (attempts[index]?.at ?? 0));
    const plain = [5, 20, 80, 320, 1280, 5120, 20_480, 28_800, 28_800];
    for (const [index, pause] of pauses.entries()) {
      expect(pause / 1000 / (plain[index] ?? 0)).toBeGreaterThan(0.9);
      expect(pause / 1000 / (plain[index] ?? 0)).toBeLessThan(1.1);
    }
    expect(new Set(pauses.map((pause, index) => pause / (plain[index] ?? 1))).size).toBe(9);
    const wholeMs = pauses.reduce((sum, pause) => sum + pause, 0);
    expect(wholeMs / DAY_MS).toBeGreaterThan(0.85);
    expect(wholeMs / DAY_MS).toBeLessThan(1.1);
  });

  it('is a dead letter after that, and the next one is sent', async () => {
    const scene = new Scene();
    scene.answers.set(A, ({ body }) => ({ status: body.includes('"sequence":1,') ? 500 : 200 }));
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(3);
    await scene.clock.advance(2 * DAY_MS);
    expect(scene.sent(A).slice(-3)).toEqual([1, 2, 3]);
    const { items } = scene.webhooks.deliveries(id, { before: 1e9, limit: 10, outcome: 'dead' });
    expect(items).toMatchObject([
      { sequence: 1, outcome: 'dead', attempts: 10, status: 500, messageId: `${id}_1` },
    ]);
    expect(scene.webhooks.get(id)).toMatchObject({ state: 'active', cursor: 3 });
    expect(scene.webhooks.counters).toEqual({ delivered: 2, failedAttempts: 10, dead: 1 });
  });

  it('is sent later where Retry-After says so, within bounds', () => {
    expect(delayAfter(1, 0.5, 60_000)).toBe(60_000);
    expect(delayAfter(1, 0.5, 1e12)).toBe(LONGEST_DELAY_MS);
    expect(delayAfter(1, 0.5)).toBe(5000);
    expect(delayAfter(1, 0)).toBe(4500);
    expect(delayAfter(ATTEMPTS, 0.5)).toBe(undefined);
  });

  it('is repeated at the same moments from the same seed', async () => {
    const moments = async (seed: number) => {
      const scene = new Scene(seed);
      scene.answers.set(A, () => ({ error: 'the connection failed' }));
      scene.webhooks.create({ url: A });
      await scene.happen(1);
      await scene.clock.advance(DAY_MS / 4);
      return scene.received.map(({ at }) => at);
    };
    const first = await moments(3);
    expect(await moments(3)).toEqual(first);
    expect(await moments(4)).not.toEqual(first);
  });
});

describe('an endpoint that fails for long', () => {
  it('is paused, says so, and goes on after a PUT where it stood', async () => {
    const scene = new Scene();
    let status = 503;
    scene.answers.set(A, () => ({ status }));
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(4);
    await scene.clock.advance(4 * DAY_MS);
    const paused = scene.webhooks.get(id);
    expect(paused).toMatchObject({ state: 'paused', cursor: 2 });
    expect(paused.paused?.reason).toContain('2 events');
    expect(scene.webhooks.states).toMatchObject({ paused: 1, active: 0 });
    expect(scene.logged.filter((line) => line.startsWith('webhook paused')).length).toBe(1);
    const before = scene.received.length;
    await scene.happen(1);
    await scene.restart();
    await scene.clock.advance(DAY_MS);
    expect(scene.received.length).toBe(before);

    status = 200;
    scene.webhooks.put(id, { url: A });
    await scene.clock.advance(1);
    expect(scene.sent(A).slice(before)).toEqual([3, 4, 5]);
    expect(scene.webhooks.get(id).state).toBe('active');
  });

  it('is paused at once where it answers that it is gone', async () => {
    const scene = new Scene();
    scene.answers.set(A, () => ({ status: 410 }));
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(2);
    await scene.clock.advance(DAY_MS);
    expect(scene.sent(A)).toEqual([1]);
    expect(scene.webhooks.get(id)).toMatchObject({ state: 'paused', cursor: 0 });
  });

  it('is left alone while it is disabled, and misses nothing', async () => {
    const scene = new Scene();
    const { id } = scene.webhooks.create({ url: A, enabled: false });
    await scene.happen(3);
    expect(scene.sent(A)).toEqual([]);
    scene.webhooks.put(id, { url: B });
    await scene.clock.advance(1);
    expect(scene.sent(B)).toEqual([1, 2, 3]);
  });
});

describe('a restart', () => {
  it('goes on at the cursor and sends again what was under way', async () => {
    const scene = new Scene();
    let isHung = false;
    scene.answers.set(A, ({ body }) => {
      isHung = body.includes('"sequence":5,') && !isHung;
      return isHung ? new Promise(() => undefined) : { status: 200 };
    });
    scene.webhooks.create({ url: A });
    await scene.happen(10);
    expect(scene.sent(A)).toEqual(upTo(5));
    await scene.restart();
    await scene.clock.advance(1);
    expect(scene.sent(A)).toEqual([...upTo(5), ...upTo(10).slice(4)]);
  });

  it('keeps attempts and the moment of the next one', async () => {
    const scene = new Scene();
    scene.answers.set(A, (_, attempt) => ({ status: attempt < 4 ? 500 : 200 }));
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(1);
    await scene.clock.advance(30_000);
    const { failure } = scene.webhooks.get(id);
    expect(failure?.attempts).toBe(3);
    await scene.restart();
    expect(scene.webhooks.get(id).failure).toEqual(failure);
    expect(scene.received.length).toBe(3);
    await scene.clock.advance(100_000);
    expect(scene.received.at(-1)?.at).toBe(Date.parse(failure?.nextAttemptAt ?? ''));
    const [last] = scene.webhooks.deliveries(id, { before: 1e9, limit: 1 }).items;
    expect(last).toMatchObject({ outcome: 'delivered', attempts: 4 });
  });
});

describe('a file that cannot be written', () => {
  it('stops the webhook for a while and nothing else; nothing is lost', async () => {
    const scene = new Scene();
    scene.webhooks.create({ url: A });
    scene.webhooks.create({ url: B, types: ['nothing.*'] });
    scene.isFull = true;
    await scene.happen(1500);
    await scene.happen(10);
    expect(scene.sent(A)).toEqual([1]);
    expect(scene.logged.some((line) => line.startsWith('webhook cannot go on'))).toBe(true);
    scene.isFull = false;
    await scene.clock.advance(120_000);
    expect(scene.sent(A)).toEqual([1, ...upTo(1510)]);
    expect(scene.file.all().every(({ cursor }) => cursor > 1000)).toBe(true);
  });
});

describe('a change', () => {
  it('while a request is under way leaves no failure of the former address behind', async () => {
    const scene = new Scene();
    let finish: (() => void) | undefined;
    scene.answers.set(A, () => new Promise((resolve) => (finish = () => resolve({ status: 500 }))));
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(2, ['call.held', 'call.ended']);
    scene.webhooks.put(id, { url: B, types: ['call.ended'] });
    finish?.();
    await scene.clock.advance(1);
    expect([scene.sent(A), scene.sent(B)]).toEqual([[1], [2]]);
    expect(scene.webhooks.get(id)).toMatchObject({ state: 'active', cursor: 2 });
  });
});

describe('replay', () => {
  it('sends everything after a sequence again, with the same identifiers', async () => {
    const scene = new Scene();
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(5);
    scene.webhooks.replay(id, 2);
    await scene.happen(1);
    expect(scene.sent(A)).toEqual([1, 2, 3, 4, 5, 3, 4, 5, 6]);
    const [, , third, , , again] = scene.of(A);
    expect(again?.headers['webhook-id']).toBe(third?.headers['webhook-id']);
  });

  it('is not undone by what was under way when it was asked for', async () => {
    const scene = new Scene();
    let finish: (() => void) | undefined;
    scene.answers.set(A, ({ body }, attempt) =>
      body.includes('"sequence":4,') && attempt === 1
        ? new Promise((resolve) => {
            finish = () => resolve({ status: 200 });
          })
        : { status: 200 },
    );
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(4);
    scene.webhooks.replay(id, 1);
    finish?.();
    await scene.clock.advance(1);
    expect(scene.sent(A)).toEqual([1, 2, 3, 4, 2, 3, 4]);
  });

  it('wakes one that was paused, and takes only what the journal keeps', async () => {
    const scene = new Scene();
    let status = 410;
    scene.answers.set(A, () => ({ status }));
    const { id } = scene.webhooks.create({ url: A });
    await scene.happen(3);
    status = 200;
    scene.webhooks.replay(id, 0);
    await scene.clock.advance(1);
    expect(scene.sent(A)).toEqual([1, 1, 2, 3]);
    expect(() => scene.webhooks.replay(id, 4)).toThrow('invalid-request');
  });
});

it('events that the journal has dropped are told as a gap, and the rest is sent', async () => {
  const scene = new Scene();
  const { id } = scene.webhooks.create({ url: A, enabled: false });
  await scene.happen(10);
  await scene.clock.advance(1000);
  await scene.journal.prune(1, 1_000_000);
  scene.webhooks.put(id, { url: A });
  await scene.clock.advance(1);
  expect(scene.sent(A)).toEqual([10]);
  expect(scene.webhooks.get(id).gap).toEqual({ after: 0, oldest: 10 });
});

it('one more webhook than there may be is refused', () => {
  const scene = new Scene();
  for (let count = 0; count < 5; count += 1) scene.webhooks.create({ url: A });
  expect(() => scene.webhooks.create({ url: A })).toThrow('too-many-webhooks');
});
