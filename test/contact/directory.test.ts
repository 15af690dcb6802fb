import { describe, expect, it } from 'vitest';
import type { DirectoryConfiguration } from '../../schemas/generated/types.ts';
import { silentLog } from '../../src/base/log.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { Directory } from '../../src/contact/directory.ts';
import { readNumber } from '../../src/contact/number-identity.ts';
import { numberingOf } from '../../src/contact/numbering.ts';

type Answer = (url: string, init: RequestInit) => Promise<Response> | Response;

const found = { id: 7, name: 'Anna Berg', numbers: ['+49301234567'], url: 'https://crm.example/7' };
const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });
const number = (raw = '+49301234567') => readNumber(raw, numberingOf({ country: 'DE' }));
const never = () => new Promise<Response>(() => {});

function setUp(answer: Answer, configuration: Partial<DirectoryConfiguration> = {}) {
  const clock = new VirtualClock();
  const asked: { url: string; init: RequestInit }[] = [];
  const directory = new Directory({
    configuration: { name: 'crm', url: 'https://crm.example/find?tel={e164}', ...configuration },
    clock,
    log: silentLog,
    fetch: async (input, init = {}) => {
      const url = input instanceof Request ? input.url : String(input);
      asked.push({ url, init });
      return answer(url, init);
    },
  });
  return { directory, clock, asked };
}

describe('an outside directory', () => {
  it('is asked with the number in the address, and tells who it is', async () => {
    const { directory, asked } = setUp(() => json([found]), { headers: { authorization: 'k' } });
    expect(await directory.ask(number())).toEqual([
      {
        id: 'crm:7',
        name: 'Anna Berg',
        numbers: ['+49301234567'],
        url: 'https://crm.example/7',
        fields: {},
        source: 'crm',
      },
    ]);
    expect(asked[0]?.url).toBe('https://crm.example/find?tel=%2B49301234567');
    expect(asked[0]?.init.headers).toMatchObject({ authorization: 'k' });
  });

  it('puts the number into its address in each of the three forms', async () => {
    const url = 'https://crm.example/{national}/{e164}/{number}';
    const { directory, asked } = setUp(() => json([]), { url });
    await directory.ask(number('0049 30 1234567'));
    expect(asked[0]?.url).toBe('https://crm.example/0301234567/%2B49301234567/%2B49301234567');
  });

  it.each(['', 'Anonymous', '2001', 'sip:anna@example.com', '12345678'])(
    'is not asked about %j',
    (raw) => {
      const { directory, asked } = setUp(never);
      expect(directory.ask(readNumber(raw, numberingOf()))).toEqual([]);
      expect(asked).toEqual([]);
    },
  );

  it('finds records and their members by pointers', async () => {
    const body = {
      data: { list: [{ attributes: { n: 'Carl', 'a/b': '+491711234567' }, key: 'x' }] },
    };
    const { directory } = setUp(() => json(body), {
      items: '/data/list',
      id: '/key',
      contactName: '/attributes/n',
      numbers: '/attributes/a~1b',
    });
    expect(await directory.ask(number())).toMatchObject([
      { id: 'crm:x', name: 'Carl', numbers: ['+491711234567'] },
    ]);
  });

  it.each([
    ['a single record', { id: 1, name: 'A' }, 1],
    ['null', null, 0],
    ['records without a name', [{ id: 1 }, { id: 2, name: ' ' }, 'text', null], 0],
    ['a thousand records', Array.from({ length: 1000 }, (_, id) => ({ id, name: 'A' })), 20],
  ])('that answers with %s', async (_, body, count) => {
    const { directory } = setUp(() => json(body));
    expect(await directory.ask(number())).toHaveLength(count);
  });

  it('gives no address that is not a page', async () => {
    const { directory } = setUp(() => json([{ ...found, url: 'javascript:alert(1)' }]));
    const [contact] = await directory.ask(number());
    expect(contact).not.toHaveProperty('url');
  });

  it('is asked once about a number, whether it is known there or not', async () => {
    const { directory, clock, asked } = setUp(() => json({}, 404), { cacheSeconds: 60 });
    await directory.ask(number());
    await clock.advance(59_000);
    expect(directory.ask(number('030 1234567'))).toEqual([]);
    expect(directory.counters).toMatchObject({ requests: 1, cacheHits: 1, failures: 0 });
    await clock.advance(2000);
    expect(directory.ask(number())).toBeInstanceOf(Promise);
    expect(asked).toHaveLength(2);
  });

  it('is asked once by all who ask at the same time', async () => {
    const { directory, asked } = setUp(() => json([found]));
    const answers = await Promise.all([1, 2, 3].map(async () => directory.ask(number())));
    expect(answers.map((answer) => answer.length)).toEqual([1, 1, 1]);
    expect(asked).toHaveLength(1);
  });

  it('that is slow is given up', async () => {
    const { directory, clock, asked } = setUp(never, { timeoutMs: 500 });
    const answer = directory.ask(number());
    await clock.advance(500);
    expect(await answer).toEqual([]);
    expect(asked[0]?.init.signal?.aborted).toBe(true);
    expect(directory.counters.failures).toBe(1);
    expect(clock.hasTimers).toBe(false);
  });

  it('leaves no timer when it has answered', async () => {
    const { directory, clock } = setUp(() => json([]));
    await directory.ask(number());
    expect(clock.hasTimers).toBe(false);
  });

  it.each<[string, Answer]>([
    ['a refused connection', () => Promise.reject(new TypeError('fetch failed'))],
    ['status 500', () => json({}, 500)],
    ['status 401', () => json({}, 401)],
    ['no JSON', () => new Response('<html>')],
    ['more than it may', () => new Response('x'.repeat(1_100_000))],
    ['a redirect to another host', () => Response.redirect('https://evil.example/', 302)],
    ['a redirect to plain HTTP', () => Response.redirect('http://crm.example/', 302)],
    ['redirects without end', (url) => Response.redirect(url, 307)],
  ])('that answers with %s is nobody, and counted', async (_, answer) => {
    const { directory, asked } = setUp(answer);
    expect(await directory.ask(number())).toEqual([]);
    expect(directory.counters.failures).toBe(1);
    expect(asked.every(({ url }) => url.startsWith('https://crm.example/'))).toBe(true);
    // A failure is not remembered as an answer.
    expect(directory.ask(number())).toBeInstanceOf(Promise);
  });

  it('is followed to another place of the same host', async () => {
    const there = 'https://crm.example/there';
    const { directory } = setUp((url) =>
      url === there ? json([found]) : Response.redirect(there, 302),
    );
    expect(await directory.ask(number())).toHaveLength(1);
  });

  it('that keeps failing is left alone, tried once, and then trusted again', async () => {
    let isWell = false;
    const { directory, clock, asked } = setUp(() => (isWell ? json([found]) : json({}, 503)));
    const numbers = Array.from({ length: 20 }, (_, index) => number(`+4930123450${10 + index}`));
    const ask = async (index: number) => directory.ask(numbers[index] ?? number());
    for (let index = 0; index < 5; index += 1) await ask(index);
    expect(directory.ask(number())).toEqual([]);
    expect(asked).toHaveLength(5);
    // The trial fails: it stays open.
    await clock.advance(30_000);
    await ask(5);
    expect(directory.ask(number())).toEqual([]);
    expect(asked).toHaveLength(6);
    await clock.advance(29_000);
    expect(directory.ask(number())).toEqual([]);
    // The next one succeeds, beside it nobody is let through.
    await clock.advance(1000);
    isWell = true;
    const trial = ask(6);
    expect(directory.ask(number())).toEqual([]);
    expect(await trial).toHaveLength(1);
    expect(directory.ask(number())).toBeInstanceOf(Promise);
    expect(directory.counters.refusals).toBe(4);
  });

  it('forgets failures of long ago', async () => {
    let isWell = false;
    const { directory, clock, asked } = setUp(() => (isWell ? json([]) : json({}, 503)));
    for (let index = 0; index < 12; index += 1) {
      isWell = index % 3 !== 0;
      await directory.ask(number(`+4930123450${10 + index}`));
      await clock.advance(3000);
    }
    expect(asked).toHaveLength(12);
  });

  it('does not let those who wait grow without end', () => {
    const { directory, asked } = setUp(never);
    for (let index = 0; index < 100; index += 1)
      void directory.ask(number(`+493012345${100 + index}`));
    expect(asked.length).toBeLessThanOrEqual(64);
    expect(directory.counters.refusals).toBe(36);
  });

  it('that is closed lets go of what is under way', async () => {
    const { directory, clock } = setUp(never);
    const answer = directory.ask(number());
    directory.close();
    expect(await answer).toEqual([]);
    expect(directory.ask(number())).toEqual([]);
    expect(clock.hasTimers).toBe(false);
  });
});
