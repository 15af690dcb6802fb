import { expect, test } from 'vitest';
import { dialingNumber } from '../model/identifiers.ts';
import { FaceRig } from '../testing/face-rig.ts';
import { memoryLines, type MemoryLine } from '../testing/memory-line.ts';

const CALLER = '+49301234567';

test('two clients each hear what they monitor, and a call has the same name for both', async () => {
  const rig = new FaceRig();
  const [one, two] = [await rig.client(), await rig.client()];
  await one.monitor('2001');
  await two.monitor('2002', '2001');
  await rig.people.dialIn({ from: CALLER, to: '2002' });
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  expect(await one.told()).toEqual(['1: delivered 0002/2001 2001 alerting newCall']);
  expect(await two.told()).toEqual([
    '1: delivered 0001/2002 2002 alerting newCall',
    '2: delivered 0002/2001 2001 alerting newCall',
  ]);
  await one.ask('answerCall', { connection: await one.at('2001') });
  expect(await two.told()).toEqual(['2: established 0002/2001 2001 connected normal']);
  expect(rig.server.callNamed('0002')).toBe('2');
});

test('a client that vanishes takes nobody with it', async () => {
  const rig = new FaceRig();
  const [one, two] = [await rig.client(), await rig.client()];
  await one.monitor('2001');
  await two.monitor('2001');
  const asked = one.session.request('makeCall', {
    callingDevice: dialingNumber('2003'),
    calledNumber: '2004',
  });
  one.line.cut();
  await expect(asked).rejects.toMatchObject({ code: 'link-down' });
  await rig.clock.advance(20);
  expect(rig.server.clients).toBe(1);
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  expect(await two.told()).toEqual(['1: delivered 0001/2001 2001 alerting newCall']);
  expect(one.heard).toEqual([]);
});

test('a client that says goodbye is let go', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.session.close();
  await rig.clock.advance(20);
  expect(rig.server.clients).toBe(0);
});

test('where the switch goes out of reach clients are cut off, until it is there again', async () => {
  const rig = new FaceRig();
  const clients = [await rig.client(), await rig.client()];
  await rig.people.inject({ kind: 'link-down', durationMs: 1_000 });
  await rig.clock.advance(20);
  expect(clients.map(({ downs }) => downs)).toEqual([['link-down'], ['link-down']]);
  expect(rig.server.clients).toBe(0);
  await expect(rig.client()).rejects.toMatchObject({ code: 'link-down' });
  await rig.clock.advance(1_000);
  const welcome = await rig.client();
  expect(await welcome.monitor('2001')).toEqual(['00000001']);
});

test('one client too many is turned away', async () => {
  const rig = new FaceRig({ limits: { clients: 1 } });
  const client = await rig.client();
  await expect(rig.client()).rejects.toMatchObject({ code: 'link-down' });
  expect(client.session.isOpen).toBe(true);
  expect(rig.server.clients).toBe(1);
});

test('a client that never associates is not waited for', async () => {
  const rig = new FaceRig();
  const lines = memoryLines(rig.clock);
  await lines.client.open();
  const served = rig.server.accept(lines.pbx);
  expect(rig.server.clients).toBe(1);
  await rig.clock.advance(2_100);
  await served;
  expect([rig.server.clients, lines.client.isGone]).toEqual([0, true]);
});

test('on a line with one client at a time the next session begins when the last has ended', async () => {
  const rig = new FaceRig({ limits: { pauseMs: 100 } });
  const ends: MemoryLine[] = [];
  const served = rig.server.serveLine(() => {
    const lines = memoryLines(rig.clock);
    ends.push(lines.client);
    return lines.pbx;
  });
  const first = rig.clientOver(ends[0]);
  await first.settled(first.session.open());
  expect([ends.length, rig.server.clients]).toEqual([1, 1]);
  await first.session.close();
  await rig.clock.advance(200);
  const second = rig.clientOver(ends[1]);
  await second.settled(second.session.open());
  expect(await second.monitor('2001')).toEqual(['00000001']);
  await rig.server.close();
  await rig.clock.advance(20);
  await served;
  expect([ends.length, second.downs, rig.server.clients]).toEqual([2, ['link-down'], 0]);
});

test('a server that is closed serves nobody, and leaves no timer of its own', async () => {
  const rig = new FaceRig({ face: { statusEveryMs: 1_000 } });
  const client = await rig.client();
  await client.monitor('2001');
  await rig.server.close();
  await rig.clock.advance(200);
  expect(client.downs).toEqual(['link-down']);
  expect(rig.clock.hasTimers).toBe(false);
  await expect(rig.client()).rejects.toMatchObject({ code: 'link-down' });
});
