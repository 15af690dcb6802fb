import { describe, expect, it } from 'vitest';
import { ProblemError, Rest } from '../../web/toolbar/rest.ts';
import { aProblem } from './told.ts';

type Step = () => Response | Error;

function json(status: number, body: object, headers: Record<string, string> = {}): Step {
  return () => new Response(JSON.stringify(body), { status, headers });
}

const lost: Step = () => new TypeError('failed to fetch');

function rest(steps: readonly Step[], nowMs = 0) {
  const sent: { url: string; init: RequestInit }[] = [];
  const waits: number[] = [];
  const client = new Rest({
    token: 'secret',
    base: 'http://server',
    fetch: (url, init = {}) => {
      sent.push({ url: url as string, init });
      const answer = (steps[sent.length - 1] ?? lost)();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    after: (ms, run) => {
      waits.push(ms);
      run();
      return () => {};
    },
    random: () => 1,
    now: () => nowMs,
  });
  return { client, sent, waits };
}

const hold = { method: 'POST', path: '/calls/c/hold', body: { device: 'd' }, key: 'k' } as const;

describe('the REST client', () => {
  it('sends a command again under the same key when the network fails', async () => {
    const { client, sent, waits } = rest([lost, lost, json(202, { operation: { id: 'op' } })]);
    expect(await client.command(hold)).toEqual({ operation: { id: 'op' } });
    const keys = sent.map(({ init }) => new Headers(init.headers).get('idempotency-key'));
    expect(keys).toEqual(['k', 'k', 'k']);
    expect(waits).toEqual([500, 1000]);
  });

  it('gives up after six attempts and says that the outcome is not known', async () => {
    const { client, sent } = rest([]);
    await expect(client.command(hold)).rejects.toMatchObject({
      problem: { code: 'transport-failed' },
    });
    expect(sent).toHaveLength(6);
  });

  it('waits as long as it is told where there were too many requests', async () => {
    const busy = json(429, aProblem('too-many-requests', { status: 429 }), { 'retry-after': '2' });
    const { client, waits } = rest([busy, json(202, {})]);
    await client.command(hold);
    expect(waits).toEqual([2000]);
  });

  it('does not repeat what was refused', async () => {
    const { client, sent } = rest([json(409, aProblem('wrong-state', { status: 409 }))]);
    await expect(client.command(hold)).rejects.toBeInstanceOf(ProblemError);
    expect(sent).toHaveLength(1);
  });

  it('makes a problem of an answer that is none', async () => {
    const { client } = rest([() => new Response('<html>', { status: 413 })]);
    await expect(client.get('/calls')).rejects.toMatchObject({
      problem: { status: 413, code: 'unknown' },
    });
  });

  it('counts time by the clock of the server where the two differ', async () => {
    const date = new Date(100_000).toUTCString();
    const { client } = rest([json(200, {}, { date })], 40_000);
    await client.get('/switches');
    expect(client.now()).toBe(100_000);
    const { client: close } = rest([json(200, {}, { date })], 99_000);
    await close.get('/switches');
    expect(close.now()).toBe(99_000);
  });
});
