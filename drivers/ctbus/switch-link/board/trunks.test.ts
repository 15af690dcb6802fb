import { afterEach, expect, it } from 'vitest';
import { sleep } from '../../../../src/base/clock.ts';
import { describeNative } from '../../testing/stepped-board.ts';
import { NativeRig } from '../testing/native-rig.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface TwoSwitches {
  readonly near: NativeRig;
  readonly far: NativeRig;
}

/** Two switches on two boards, with an E1 between them. */
async function twoSwitches(
  signalling: 'pri' | 'r2',
  settings: readonly [near: object, far: object],
): Promise<TwoSwitches> {
  const backplane = `two-${signalling}-${closers.length}-${process.pid}`;
  const cables = [{ span: 0, to: { slot: 1, span: 0 } }];
  const open = async (slot: number, more: object, givesClock: boolean, trunk: object) => {
    const rig = await NativeRig.open({
      library: 'simulated',
      board: { backplane, slot, ports: 64, spans: [{ kind: 'e1' }], ...more },
      spans: [{ span: 0, givesClock }],
      trunks: [{ name: 'T1', span: 0, signalling, settings: trunk, prefix: '49' }],
      media: [
        { device: '3001', name: 'Ada', calls: 2 },
        { device: '3002', calls: 1 },
      ],
      outside: [{ prefix: '0', strip: 1, trunk: 'T1' }],
    });
    closers.push(() => rig.connector.close());
    return rig;
  };
  const near = await open(0, { cables }, false, settings[0]);
  const far = await open(1, {}, true, settings[1]);
  for (const rig of [near, far]) {
    while (!(await isUp(rig))) await sleep(rig.clock, 20);
    rig.told.length = 0;
  }
  return { near, far };
}

async function isUp({ link }: NativeRig): Promise<boolean> {
  const { devices } = await link.snapshot();
  return devices.some(({ kind, isInService }) => kind === 'trunk' && isInService);
}

/** A calls B, as soon as the lines can be used. */
async function callUntilDelivered({ near, far }: TwoSwitches) {
  const has = (rig: NativeRig, name: string): boolean =>
    rig.told.some(({ event }) => event === name);
  for (;;) {
    near.told.length = 0;
    await near.link.request('makeCall', { callingDevice: '3001', calledNumber: '0493002' });
    const isOver = (): boolean => has(far, 'delivered') || has(near, 'failed');
    await near.until(isOver, 'the call');
    if (has(far, 'delivered')) return far.expect('delivered');
    await sleep(near.clock, 50);
  }
}

/** B answers; both hear each other's keys; B hangs up. */
async function talkAndHangUp({ near, far }: TwoSwitches): Promise<void> {
  const delivered = await callUntilDelivered({ near, far });
  expect(delivered.alertingDevice.device).toBe('3002');
  expect(delivered.calledDevice.number).toBe('493002');
  expect(delivered.callingDevice.number).toBe('493001');
  await near.expect('networkReached');
  await far.link.request('answerCall', { connection: delivered.connection });
  const established = await near.expect('established');
  const { call } = established.connection;
  const mine = { call, device: '3001' };
  await near.link.request('generateDigits', { connection: mine, digits: '7' });
  expect(await far.expect('digits')).toMatchObject({ digits: '7', connection: { device: 'T1' } });
  await near.expect('digits');
  const { connection } = delivered;
  await far.link.request('generateDigits', { connection, digits: '9' });
  expect(await near.expect('digits')).toMatchObject({ digits: '9', connection: { device: 'T1' } });
  await far.link.request('clearConnection', { connection });
  expect(await near.expect('connectionCleared')).toMatchObject({
    connection: { device: 'T1' },
    cause: 'normalClearing',
    q850: 16,
  });
  expect((await near.link.snapshot()).calls).toEqual([]);
  expect((await far.link.snapshot()).calls).toEqual([]);
}

describeNative('two switches with ISDN PRI between them', () => {
  const roles = [{ role: 'user' }, { role: 'network' }] as const;

  it('call each other, hear each other, and hang up', async () => {
    const switches = await twoSwitches('pri', roles);
    await talkAndHangUp(switches);
    expect([...switches.near.oddities, ...switches.far.oddities]).toEqual([]);
  }, 30_000);

  it('tell why a call cannot be had, as the network said it', async () => {
    const { near, far } = await twoSwitches('pri', roles);
    const failing = async (calledNumber: string): Promise<object> => {
      near.told.length = 0;
      await near.link.request('makeCall', { callingDevice: '3001', calledNumber });
      await near.expect('failed');
      const { cause, q850 } = await near.expect('connectionCleared');
      return { cause, q850 };
    };
    expect(await failing('0499999')).toEqual({ cause: 'numberUnallocated', q850: 1 });
    await far.link.request('makeCall', { callingDevice: '3002', calledNumber: '0493002' });
    await near.expect('delivered');
    expect(await failing('0493002')).toEqual({ cause: 'busy', q850: 17 });
  }, 30_000);
});

describeNative('two switches with MFC-R2 between them', () => {
  it('call each other, hear each other, and hang up', async () => {
    const settings = { variant: 'itu' };
    const switches = await twoSwitches('r2', [settings, settings]);
    await talkAndHangUp(switches);
  }, 30_000);
});
