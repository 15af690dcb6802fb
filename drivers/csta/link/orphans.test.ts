import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { dialingNumber } from '../model/identifiers.ts';
import { Session, type Incoming, type SessionSettings } from '../session/session.ts';
import { JsonProtocol } from '../testing/json-protocol.ts';
import { memoryLines } from '../testing/memory-line.ts';
import { LinkCalls } from './calls.ts';
import { Orphans } from './orphans.ts';

const SETTINGS: SessionSettings = {
  ...{ role: 'client', isAssociated: true, requestTimeoutMs: 2_000, maxInvokeId: 9_999 },
  associationTimeoutMs: 2_000,
  ...{ awaitStatusMs: 0, keepAliveMs: 0 },
  limits: { outstanding: 8, perSecond: 1_000, startUpPerSecond: 1_000, waiting: 100 },
};

const THERE = { connection: { call: '1', device: dialingNumber('T1') } };

/** A switch with call 1 between 2001 and T1, none of them monitored; it says what is asked and when. */
async function laid({ canSnapshotCall = true, devices = ['2001', 'T1'] } = {}) {
  const clock = new VirtualClock(0);
  const lines = memoryLines(clock);
  const protocol = new JsonProtocol();
  const session = new Session({ line: lines.client, protocol, clock, settings: SETTINGS });
  const pbx = new Session({
    ...{ line: lines.pbx, protocol, clock },
    settings: { ...SETTINGS, role: 'pbx' },
  });
  const monitored = new Set<string>();
  const calls = new LinkCalls();
  for (const device of devices) {
    const wire = { call: '1', device: dialingNumber(device) };
    calls.learn({ call: '1', device }, wire, {});
  }
  const switchSays: { now: (incoming: Incoming) => void } = { now: knows };
  const askedAt: number[] = [];
  pbx.events.on('request', (incoming) => {
    askedAt.push(Math.round((clock.now() - begun) / 1_000));
    switchSays.now(incoming);
  });
  const opening = Promise.all([session.open(), pbx.open()]);
  await clock.advance(10);
  await opening;
  const begun = clock.now();
  const ended: string[] = [];
  const orphans = new Orphans({
    ...{ clock, session, calls },
    isMonitored: (device) => monitored.has(device),
    canSnapshotCall: () => canSnapshotCall,
    onEnded: (call) => {
      ended.push(`${call} +${Math.round((clock.now() - begun) / 1_000)}`);
      calls.forget(call);
    },
  });
  return { clock, session, calls, orphans, monitored, switchSays, askedAt, ended };
}

function knows({ answer }: Incoming): void {
  answer({ service: 'snapshotCall', result: { endpoints: [THERE] } });
}

function knowsNothing({ answer }: Incoming): void {
  answer({ service: 'snapshotCall', result: { endpoints: [] } });
}

function refuses({ refuse }: Incoming): void {
  refuse({ category: 'operation', value: 'invalidConnectionID' });
}

describe('a call that no monitored device takes part in any more', () => {
  it.each([
    ['refuses to tell of', refuses],
    ['shows nobody in', knowsNothing],
  ])('is over where the switch %s it', async (_, says) => {
    const { clock, orphans, switchSays, askedAt, ended } = await laid();
    switchSays.now = says;
    orphans.look('1');
    await clock.advance(900);
    expect(askedAt).toEqual([]);
    await clock.advance(60_000);
    expect([askedAt, ended]).toEqual([[1], ['1 +1']]);
  });

  it('is asked about again after 30 s, and again, while the switch knows it', async () => {
    const { clock, orphans, switchSays, askedAt, ended } = await laid();
    orphans.look('1');
    await clock.advance(62_000);
    expect([askedAt, ended]).toEqual([[1, 31, 61], []]);
    switchSays.now = refuses;
    await clock.advance(60_000);
    expect([askedAt, ended]).toEqual([[1, 31, 61, 91], ['1 +91']]);
    expect(clock.hasTimers).toBe(false);
  });

  it('is not taken for over by a switch that is silent or too busy', async () => {
    const { clock, orphans, switchSays, askedAt, ended } = await laid();
    switchSays.now = () => {};
    orphans.look('1');
    await clock.advance(30_000);
    switchSays.now = ({ refuse }) => refuse({ category: 'system', value: 'resourceBusy' });
    await clock.advance(35_000);
    expect([askedAt, ended]).toEqual([[1, 33, 63], []]);
  });

  it('is over after the time of grace where the switch cannot be asked', async () => {
    const { clock, orphans, askedAt, ended } = await laid({ canSnapshotCall: false });
    orphans.look('1');
    await clock.advance(5_000);
    expect([askedAt, ended]).toEqual([[], ['1 +1']]);
  });

  it('is asked about once, however often somebody leaves', async () => {
    const { clock, orphans, askedAt } = await laid();
    for (let time = 0; time < 3; time += 1) orphans.look('1');
    await clock.advance(500);
    orphans.look('1');
    await clock.advance(5_000);
    expect(askedAt).toEqual([1]);
  });

  it('is left alone where a monitored device comes in, or the call ends by itself', async () => {
    const { clock, orphans, monitored, calls, askedAt, ended } = await laid();
    orphans.look('1');
    monitored.add('2001');
    await clock.advance(5_000);
    monitored.clear();
    orphans.look('1');
    calls.forget('1');
    await clock.advance(5_000);
    expect([askedAt, ended]).toEqual([[], []]);
  });

  it('is not told to be over where a monitored device comes in while the switch is asked', async () => {
    const { clock, orphans, monitored, switchSays, ended } = await laid();
    switchSays.now = (incoming) => {
      monitored.add('2001');
      refuses(incoming);
    };
    orphans.look('1');
    await clock.advance(5_000);
    expect(ended).toEqual([]);
  });

  it('is not told of after the link has been closed', async () => {
    const { clock, session, orphans, askedAt, ended } = await laid({ canSnapshotCall: false });
    orphans.look('1');
    orphans.close();
    await session.close();
    await clock.advance(10);
    expect(clock.hasTimers).toBe(false);
    await clock.advance(60_000);
    expect([askedAt, ended]).toEqual([[], []]);
  });

  it('is not taken for over because the link is lost under the question', async () => {
    const { clock, session, orphans, switchSays, ended } = await laid();
    switchSays.now = () => void session.close();
    orphans.look('1');
    await clock.advance(60_000);
    expect([ended, clock.hasTimers]).toEqual([[], false]);
  });
});

it('a monitored device has its part in the call, whichever of its parts that is', async () => {
  const { clock, orphans, monitored, askedAt } = await laid({ devices: ['2002~2'] });
  monitored.add('2002');
  orphans.look('1');
  await clock.advance(5_000);
  expect(askedAt).toEqual([]);
});
