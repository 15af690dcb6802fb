import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { Session, type SessionSettings } from '../session/session.ts';
import { JsonProtocol } from './json-protocol.ts';
import { memoryLines, type MemoryLine } from './memory-line.ts';

const SETTINGS: SessionSettings = {
  role: 'client',
  isAssociated: true,
  requestTimeoutMs: 5_000,
  associationTimeoutMs: 5_000,
  maxInvokeId: 9_999,
  awaitStatusMs: 0,
  keepAliveMs: 0,
  limits: { outstanding: 8, perSecond: 1_000, startUpPerSecond: 1_000, waiting: 100 },
};

async function opened(): Promise<{
  clock: VirtualClock;
  client: MemoryLine;
  pbx: MemoryLine;
  heard: string[];
}> {
  const clock = new VirtualClock();
  const { client, pbx } = memoryLines(clock, 2);
  const heard: string[] = [];
  for (const [name, line] of Object.entries({ client, pbx })) {
    line.events.on('pdu', (octets, at, id) => {
      heard.push(`${name} ${octets.join()} ${id ?? '-'} +${at - clock.now()}`);
    });
    line.events.on('down', ({ code }) => heard.push(`${name} ${code}`));
  }
  await Promise.all([client.open(), pbx.open()]);
  return { clock, client, pbx, heard };
}

test('what one end sends arrives at the other in order, after the latency', async () => {
  const { clock, client, pbx, heard } = await opened();
  client.send(Uint8Array.of(1), 7);
  client.send(Uint8Array.of(2));
  pbx.send(Uint8Array.of(3));
  await clock.advance(1);
  expect(heard).toEqual([]);
  await clock.advance(1);
  expect(heard).toEqual(['pbx 1 7 +0', 'pbx 2 - +0', 'client 3 - +0']);
});

test('delayed PDUs hold up those behind them; lost ones are lost, doubled ones doubled', async () => {
  const { clock, client, heard } = await opened();
  client.delay(10);
  for (const octet of [1, 2]) client.send(Uint8Array.of(octet));
  await clock.advance(11);
  expect(heard).toEqual([]);
  client.lose();
  client.send(Uint8Array.of(3));
  client.double();
  client.send(Uint8Array.of(4));
  await clock.advance(2);
  expect(heard.map((line) => line.slice(0, 5))).toEqual(['pbx 1', 'pbx 2', 'pbx 4', 'pbx 4']);
});

test('a cut tells both ends and loses what is under way', async () => {
  const { clock, client, heard } = await opened();
  client.send(Uint8Array.of(1));
  client.cut();
  await clock.advance(10);
  expect(heard).toEqual(['client link-down', 'pbx link-down']);
  expect(() => client.send(Uint8Array.of(1))).toThrow('link-down');
});

test('a closed end is silent, and the other hears of it behind what was sent', async () => {
  const { clock, client, pbx, heard } = await opened();
  client.send(Uint8Array.of(1));
  await client.close();
  pbx.send(Uint8Array.of(2));
  await clock.advance(10);
  expect(heard).toEqual(['pbx 1 - +0', 'pbx link-down']);
});

test('what comes before an end has been opened waits for it', async () => {
  const clock = new VirtualClock();
  const { client, pbx } = memoryLines(clock);
  const heard: string[] = [];
  pbx.events.on('pdu', (octets) => heard.push(octets.join()));
  await client.open();
  client.send(Uint8Array.of(1));
  await clock.advance(10);
  expect(heard).toEqual([]);
  await pbx.open();
  await clock.advance(0);
  expect(heard).toEqual(['1']);
});

test('two sessions speak over it, and a request of a phase without the word is rejected', async () => {
  const clock = new VirtualClock();
  const lines = memoryLines(clock);
  const client = new Session({
    line: lines.client,
    protocol: new JsonProtocol(),
    clock,
    settings: SETTINGS,
  });
  const pbx = new Session({
    line: lines.pbx,
    protocol: new JsonProtocol({ without: ['escape'] }),
    clock,
    settings: { ...SETTINGS, role: 'pbx' },
  });
  pbx.events.on('request', (incoming) => {
    const { request } = incoming;
    if (request.service === 'getDoNotDisturb') {
      incoming.answer({
        service: 'getDoNotDisturb',
        result: { isOn: request.args.device.value === '1' },
      });
    }
  });
  const opening = Promise.all([client.open(), pbx.open()]);
  await clock.advance(10);
  await opening;
  const asked = client.request('getDoNotDisturb', {
    device: { form: 'dialingNumber', value: '1' },
  });
  const escaped = client.request('escape', { privateData: '00' }).catch((error) => error.rawCause);
  await clock.advance(10);
  expect(await asked).toEqual({ isOn: true });
  expect(await escaped).toBe('unrecognisedOperation');
});

test('octets that are no message are malformed', () => {
  const protocol = new JsonProtocol();
  const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(protocol.isWhole(octets('{"kind":"released"}'))).toBe(true);
  for (const text of ['', '{', 'null', '{}', '[]']) {
    expect(protocol.isWhole(octets(text))).toBe(false);
    expect(() => protocol.decode(octets(text), 0, () => undefined)).toThrow('malformed-frame');
  }
});
