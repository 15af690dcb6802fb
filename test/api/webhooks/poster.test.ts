import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressGuard } from '../../../src/api/webhooks/address-guard.ts';
import type { PosterOptions } from '../../../src/api/webhooks/poster.ts';
import { Poster } from '../../../src/api/webhooks/poster.ts';
import type { PostRequest } from '../../../src/api/webhooks/post.ts';
import { SystemClock } from '../../../src/base/clock.ts';
import { Receiver } from './receiver.ts';

const LOOPBACK = { address: '127.0.0.1', family: 4 };
const open = new AddressGuard({ allowHttp: true, allowedNetworks: ['127.0.0.1/32'] });
const shut = new AddressGuard({ allowHttp: true, allowedNetworks: [] });

let receiver: Receiver;
const posters: Poster[] = [];

beforeEach(async () => {
  receiver = await new Receiver().open();
});
afterEach(async () => {
  for (const poster of posters.splice(0)) poster.close();
  await receiver.close();
});

function poster(options: Partial<PosterOptions> = {}): Poster {
  const made = new Poster({ guard: open, clock: new SystemClock(), timeoutMs: 5000, ...options });
  posters.push(made);
  return made;
}

const to = (url: string, more: Partial<PostRequest> = {}): PostRequest => ({
  url,
  headers: { 'content-type': 'application/json', 'webhook-id': 'x' },
  body: '{"name":"Zoë"}',
  signal: new AbortController().signal,
  ...more,
});

describe('a request', () => {
  it('arrives as it was given, and its status is told', async () => {
    expect(await poster().post(to(receiver.url('/hook?a=1')))).toEqual({ status: 204 });
    const [heard] = receiver.heard;
    expect(heard).toMatchObject({ path: '/hook?a=1', body: '{"name":"Zoë"}' });
    expect(heard?.headers).toMatchObject({
      'webhook-id': 'x',
      'content-type': 'application/json',
      'content-length': '15',
      host: `127.0.0.1:${receiver.port}`,
    });
  });

  it('uses one connection for many, and a new one where the idle one was cut', async () => {
    const { post } = poster();
    for (let count = 0; count < 20; count += 1) await post(to(receiver.url()));
    expect([receiver.heard.length, receiver.connections]).toEqual([20, 1]);
    receiver.cutIdle();
    expect(await post(to(receiver.url()))).toEqual({ status: 204 });
    expect(receiver.connections).toBe(2);
  });

  it('tells what Retry-After asks for', async () => {
    receiver.answer = (response) => void response.writeHead(429, { 'retry-after': '120' }).end();
    expect(await poster().post(to(receiver.url()))).toEqual({ status: 429, retryAfterMs: 120_000 });
  });

  it('follows no redirect', async () => {
    const other = await new Receiver().open();
    receiver.answer = (response) =>
      void response.writeHead(307, { location: other.url('/elsewhere') }).end();
    expect(await poster().post(to(receiver.url()))).toEqual({ status: 307 });
    expect([receiver.heard.length, other.connections]).toEqual([1, 0]);
    await other.close();
  });

  it('reads no more of an answer than 64 KiB; its status counts', async () => {
    let written = 0;
    let isCut = false;
    receiver.answer = (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(16_384);
      const more = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        written += chunk.length;
      };
      response.on('drain', more);
      response.on('close', () => {
        isCut = true;
      });
      more();
    };
    expect(await poster().post(to(receiver.url()))).toEqual({ status: 200 });
    await expect.poll(() => isCut).toBe(true);
    expect(written).toBeGreaterThan(64 * 1024);
  });

  it.each([
    ['says nothing', () => undefined],
    ['does not come to an end', (response: { write(text: string): void }) => response.write('x')],
  ])('is given up where the endpoint %s', async (_, answer) => {
    receiver.answer = answer;
    const outcome = await poster({ timeoutMs: 50 }).post(to(receiver.url()));
    expect(outcome).toEqual({ error: 'no answer within 50 ms' });
  });

  it('is given up where the name is not answered', async () => {
    const { post } = poster({ timeoutMs: 50, resolve: () => new Promise(() => undefined) });
    expect(await post(to(receiver.url('/', 'slow.example')))).toEqual({
      error: 'no answer within 50 ms',
    });
  });

  it('is aborted at once when that is asked for', async () => {
    const ending = new AbortController();
    receiver.answer = () => ending.abort();
    const outcome = await poster().post(to(receiver.url(), { signal: ending.signal }));
    expect(outcome.status).toBe(undefined);
    const late = await poster().post(to(receiver.url(), { signal: ending.signal }));
    expect([late.status, receiver.heard.length]).toEqual([undefined, 1]);
  });

  it('that finds nobody tells the code and no address', async () => {
    const url = receiver.url();
    await receiver.close();
    expect(await poster().post(to(url))).toEqual({ error: 'the connection failed: ECONNREFUSED' });
    receiver = await new Receiver().open();
    const { post } = poster({
      resolve: () => Promise.reject(Object.assign(new Error('10.0.0.53'), { code: 'ENOTFOUND' })),
    });
    expect(await post(to('http://none.example/'))).toEqual({
      error: 'the connection failed: ENOTFOUND',
    });
  });
});

describe('an inner address', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]', '[::1]'])(
    'written as %s is not connected to',
    async (host) => {
      const outcome = await poster({ guard: shut }).post(to(receiver.url('/', host)));
      expect(outcome).toEqual({ error: 'the address is not public' });
      expect(receiver.connections).toBe(0);
    },
  );

  it('behind a name is not connected to, not even as one of several', async () => {
    for (const addresses of [[LOOPBACK], [{ address: '8.8.8.8', family: 4 }, LOOPBACK]]) {
      const { post } = poster({ guard: shut, resolve: () => Promise.resolve(addresses) });
      expect(await post(to(receiver.url('/', 'inner.example')))).toEqual({
        error: 'the address is not public',
      });
    }
    expect(receiver.connections).toBe(0);
  });

  it('that localhost really leads to is not connected to', async () => {
    const outcome = await poster({ guard: shut }).post(to(receiver.url('/', 'localhost')));
    expect(outcome).toEqual({ error: 'the address is not public' });
    expect(receiver.connections).toBe(0);
  });

  it('is not reached by a name that changes after it was checked: it is asked for once', async () => {
    const asked: string[] = [];
    const { post } = poster({
      resolve: (host) => {
        asked.push(host);
        // The system knows no such name: the connection can only have gone to what is said here.
        return Promise.resolve([LOOPBACK]);
      },
    });
    expect(await post(to(receiver.url('/', 'rebind.invalid')))).toEqual({ status: 204 });
    expect(asked).toEqual(['rebind.invalid']);
    expect(receiver.heard[0]?.headers.host).toBe(`rebind.invalid:${receiver.port}`);
  });

  it('is judged anew for each request, whatever connection is open', async () => {
    let addresses = [LOOPBACK];
    const { post } = poster({ resolve: () => Promise.resolve(addresses) });
    const url = receiver.url('/', 'rebind.invalid');
    expect(await post(to(url))).toEqual({ status: 204 });
    addresses = [{ address: '169.254.169.254', family: 4 }];
    expect(await post(to(url))).toEqual({ error: 'the address is not public' });
    expect(receiver.heard.length).toBe(1);
  });
});
