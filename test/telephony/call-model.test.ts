import { beforeEach, describe, expect, it } from 'vitest';
import { Ids } from '../../src/base/ids.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { ConnectionState } from '../../src/spi/connection.ts';
import type { SwitchSnapshot } from '../../src/spi/driver.ts';
import type { CallControlEvent } from '../../src/spi/switch-event.ts';
import { CallModel } from '../../src/telephony/call-model.ts';
import { CallTable } from '../../src/telephony/call-table.ts';
import { Reconciler } from '../../src/telephony/reconciler.ts';

const CUSTOMER = { device: 'T1', number: '+49301234567' };
const PARTIES = { callingDevice: CUSTOMER, calledDevice: { number: '2001' } };

/** The events of a switch, as short as they can be said. */
const say = {
  delivered: (call: string, device: string, from?: string): CallControlEvent => ({
    event: 'delivered',
    cause: 'newCall',
    connection: { call, device },
    alertingDevice: { device, number: device },
    ...PARTIES,
    originatingConnection: from === undefined ? undefined : { call, device: from },
  }),
  established: (call: string, device: string, from?: string): CallControlEvent => ({
    event: 'established',
    cause: 'normal',
    connection: { call, device },
    answeringDevice: { device, number: device },
    ...PARTIES,
    originatingConnection: from === undefined ? undefined : { call, device: from },
  }),
  held: (call: string, device: string): CallControlEvent => ({
    event: 'held',
    cause: 'normal',
    connection: { call, device },
    device: { device },
  }),
  retrieved: (call: string, device: string): CallControlEvent => ({
    event: 'retrieved',
    cause: 'normal',
    connection: { call, device },
    device: { device },
  }),
  cleared: (call: string, device: string): CallControlEvent => ({
    event: 'connectionCleared',
    cause: 'normalClearing',
    connection: { call, device },
    releasingDevice: { device },
  }),
  diverted: (call: string, device: string): CallControlEvent => ({
    event: 'diverted',
    cause: 'redirected',
    connection: { call, device },
    divertingDevice: { device },
    newDestination: { device: '2002' },
    ...PARTIES,
  }),
  over: (call: string): CallControlEvent => ({ event: 'callCleared', cause: 'normal', call }),
  transferred: (olds: [string, string?], to: string, devices: string[]): CallControlEvent => ({
    event: 'transferred',
    cause: 'transfer',
    primaryOldCall: { call: olds[0], device: '2001' },
    secondaryOldCall: olds[1] === undefined ? undefined : { call: olds[1], device: '2001' },
    byDevice: { device: '2001' },
    addedDevice: { device: '2002' },
    connections: devices.map((device) => ({
      oldConnection: { call: device === 'T1' ? (olds[1] ?? olds[0]) : olds[0], device },
      newConnection: { call: to, device },
    })),
  }),
};

class Scene {
  readonly clock = new VirtualClock();
  readonly table = new CallTable('pbx', this.clock, new Ids(this.clock, new SeededRandom(1)));
  readonly model = new CallModel({
    switchId: 'pbx',
    table: this.table,
    now: () => this.clock.now(),
    kindOf: (device) => (device.startsWith('T') ? 'trunk' : 'extension'),
    hasCorrelators: () => false,
  });
  readonly told: string[] = [];

  /** Applies events; what was told of each, and `ignored` where it did not fit. */
  hear(...events: CallControlEvent[]): string[] {
    const words = events.flatMap((event) => {
      const { drafts, isIgnored } = this.model.apply(event);
      return isIgnored ? ['ignored'] : drafts.map(({ type }) => type.replace('call.', ''));
    });
    this.told.push(...words);
    return words;
  }

  /** `T1 connected, 2001 alerting`; undefined where the call is not there. */
  state(switchCall: string): string | undefined {
    return this.table
      .bySwitchCall(switchCall)
      ?.connections.map(({ device, state }) => `${device} ${state}`)
      .join(', ');
  }
}

let scene: Scene;
beforeEach(() => (scene = new Scene()));

/** The customer talks to 2001 in the call 1. */
const TALKING = [say.delivered('1', '2001', 'T1'), say.established('1', '2001')];

describe('an event told twice', () => {
  it('is ignored the second time, whichever it is', () => {
    const day = [
      ...TALKING,
      say.held('1', '2001'),
      say.retrieved('1', '2001'),
      say.cleared('1', 'T1'),
    ];
    for (const event of day) {
      expect(scene.hear(event)).not.toContain('ignored');
      expect(scene.hear(event)).toEqual(['ignored']);
    }
    expect(scene.hear(say.cleared('1', '2001'))).toEqual(['connection-cleared', 'ended']);
    expect(scene.hear(say.cleared('1', '2001'), say.over('1'))).toEqual(['ignored', 'ignored']);
  });

  it('does no harm as a transfer', () => {
    scene.hear(...TALKING, say.delivered('2', '2002', '2001'), say.held('1', '2001'));
    const transfer = say.transferred(['2', '1'], '3', ['T1', '2002']);
    expect(scene.hear(transfer)).toEqual(['transferred', 'ended', 'ended']);
    expect(scene.hear(transfer)).toEqual(['ignored']);
    expect(scene.state('3')).toBe('T1 connected, 2002 alerting');
  });
});

describe('an event that comes late', () => {
  it.each([
    ['delivered', say.delivered('1', '2001')],
    ['established', say.established('1', '2001')],
  ])('%s, after the phone was held, changes nothing', (_, event) => {
    scene.hear(...TALKING, say.held('1', '2001'));
    expect(scene.hear(event)).toEqual(['ignored']);
    expect(scene.state('1')).toBe('2001 held, T1 connected');
  });

  it.each([
    ['established', say.established('1', '2001')],
    ['held', say.held('1', '2001')],
    ['retrieved', say.retrieved('1', '2001')],
  ])('%s, after the phone has left, brings nobody back', (_, event) => {
    scene.hear(...TALKING, say.delivered('1', '2002'), say.cleared('1', '2001'));
    expect(scene.hear(event)).toEqual(['ignored']);
    expect(scene.state('1')).toBe('T1 connected, 2002 alerting');
  });

  it('of an ended call makes no ghost, for a minute', async () => {
    scene.hear(...TALKING, say.over('1'));
    expect(scene.hear(...TALKING, say.held('1', '2001'))).toEqual([
      'ignored',
      'ignored',
      'ignored',
    ]);
    await scene.clock.advance(59_999);
    expect(scene.hear(say.delivered('1', '2001', 'T1'))).toEqual(['ignored']);
    expect(scene.table.size).toBe(0);
  });

  it('of an old call after its transfer does not bring that back either', () => {
    scene.hear(...TALKING, say.delivered('2', '2002', '2001'), say.held('1', '2001'));
    scene.hear(say.transferred(['2', '1'], '3', ['T1', '2002']));
    expect(scene.hear(say.held('1', '2001'), say.delivered('2', '2002'))).toEqual([
      'ignored',
      'ignored',
    ]);
    expect(scene.table.size).toBe(1);
  });
});

describe('events swapped or missing', () => {
  it('established before delivered leaves the phone connected', () => {
    scene.hear(say.established('1', '2001', 'T1'), say.delivered('1', '2001', 'T1'));
    expect(scene.told).toEqual(['established', 'ignored']);
    expect(scene.state('1')).toBe('2001 connected, T1 connected');
  });

  it('a call may begin with the answer, with everybody in it', () => {
    scene.hear(say.established('1', '2001', 'T1'));
    const call = scene.table.bySwitchCall('1');
    expect(call).toMatchObject({ direction: 'inbound', answeredBy: 'pbx:2001' });
  });

  it.each([
    ['cleared', say.cleared('9', '2001')],
    ['diverted', say.diverted('9', '2001')],
    ['retrieved', say.retrieved('9', '2001')],
    ['callCleared', say.over('9')],
    ['a transfer of calls nobody knows', say.transferred(['8', '9'], '10', ['T1'])],
    [
      'digits',
      { event: 'digits', cause: 'normal', connection: { call: '9', device: '1' }, digits: '1' },
    ],
  ] as [string, CallControlEvent][])('%s cannot be the first word of a call', (_, event) => {
    expect(scene.hear(event)).toEqual(['ignored']);
    expect(scene.table.size).toBe(0);
  });

  it('a whole call cleared at once clears everybody, then ends, once', () => {
    scene.hear(...TALKING);
    expect(scene.hear(say.over('1'))).toEqual([
      'connection-cleared',
      'connection-cleared',
      'ended',
    ]);
  });

  it('a call whose last phone was diverted lives on until something is told', () => {
    scene.hear(say.delivered('1', '2001'), say.diverted('1', '2001'));
    expect(scene.state('1')).toBe('');
    expect(scene.hear(say.delivered('1', '2002'))).toEqual(['delivered']);
    expect(scene.state('1')).toBe('2002 alerting');
  });
});

describe('an identifier the switch uses again', () => {
  it('is another call after a minute', async () => {
    scene.hear(...TALKING);
    const first = scene.table.bySwitchCall('1')?.id;
    scene.hear(say.over('1'));
    await scene.clock.advance(60_000);
    expect(scene.hear(say.delivered('1', '2002', 'T1'))).toEqual(['delivered']);
    expect(scene.table.bySwitchCall('1')?.id).not.toBe(first);
    expect(scene.state('1')).toBe('2002 alerting, T1 connected');
  });

  it('goes on through a transfer where the switch keeps it', () => {
    scene.hear(...TALKING, say.held('1', '2001'), say.delivered('2', '2002', '2001'));
    const kept = scene.table.bySwitchCall('1')?.id;
    expect(scene.hear(say.transferred(['2', '1'], '1', ['T1', '2002']))).toEqual([
      'transferred',
      'ended',
    ]);
    expect(scene.table.bySwitchCall('1')?.id).toBe(kept);
    expect(scene.state('1')).toBe('T1 connected, 2002 alerting');
    expect(scene.table.ofDevice('2001').size).toBe(0);
  });
});

describe('a device that is in a call twice', () => {
  it('has one connection for each part and stays until the last has gone', () => {
    scene.hear(say.established('1', '2001', 'T1'), say.established('1', 'T1~2'));
    expect(scene.state('1')).toBe('2001 connected, T1 connected, T1~2 connected');
    scene.hear(say.cleared('1', 'T1'));
    expect(scene.table.ofDevice('T1').size).toBe(1);
    scene.hear(say.cleared('1', 'T1~2'));
    expect(scene.table.ofDevice('T1').size).toBe(0);
  });
});

/** A snapshot of calls given as `T1 connected, 2001 held`. */
function snapshot(calls: Record<string, string>): SwitchSnapshot {
  return {
    devices: [],
    calls: Object.entries(calls).map(([call, text]) => ({
      call,
      callingDevice: CUSTOMER,
      calledDevice: { number: '2001' },
      connections: text.split(', ').map((part) => {
        const [device = '', state] = part.split(' ');
        const connection = { call, device };
        return { connection, state: state as ConnectionState, party: { device, number: device } };
      }),
    })),
  };
}

/** A reconciler that looks every 10 s at what the test says the switch would show. */
function reconciling() {
  const shown = { now: snapshot({}) as SwitchSnapshot | Error, looks: 0 };
  const forced: string[] = [];
  const reconciler = new Reconciler({
    clock: scene.clock,
    intervalMs: 10_000,
    table: scene.table,
    takeSnapshot: () => {
      shown.looks += 1;
      return shown.now instanceof Error ? Promise.reject(shown.now) : Promise.resolve(shown.now);
    },
    noteDevices: () => undefined,
    catchUp: () => Promise.resolve(),
    force: (event) => {
      forced.push(event.event);
      scene.model.apply(event, true);
    },
  });
  reconciler.start();
  return { shown, forced, reconciler };
}

describe('a difference between the model and the switch', () => {
  it('is acted on at the second look, not at the first', async () => {
    const { shown, forced } = reconciling();
    scene.hear(...TALKING);
    shown.now = snapshot({});
    await scene.clock.advance(10_000);
    expect([shown.looks, forced, scene.state('1')]).toEqual([
      1,
      [],
      '2001 connected, T1 connected',
    ]);
    await scene.clock.advance(500);
    expect([shown.looks, scene.state('1')]).toEqual([2, undefined]);
    expect(forced).toEqual(['connectionCleared', 'connectionCleared', 'callCleared']);
  });

  it('is not acted on where the call was heard of in between', async () => {
    const { shown, forced } = reconciling();
    scene.hear(...TALKING);
    shown.now = snapshot({ 1: 'T1 connected, 2001 alerting' });
    await scene.clock.advance(10_200);
    scene.hear(say.held('1', '2001'));
    await scene.clock.advance(300);
    expect(forced).toEqual([]);
    shown.now = snapshot({ 1: 'T1 connected, 2001 held' });
    await scene.clock.advance(60_000);
    expect([forced, scene.state('1')]).toEqual([[], '2001 held, T1 connected']);
  });

  it('is forgotten where the second look does not show it', async () => {
    const { shown, forced } = reconciling();
    scene.hear(...TALKING);
    shown.now = snapshot({});
    await scene.clock.advance(10_000);
    shown.now = snapshot({ 1: 'T1 connected, 2001 connected' });
    await scene.clock.advance(60_000);
    expect(forced).toEqual([]);
  });

  it('is looked for soon after something did not fit, once for many such events', async () => {
    const { shown, reconciler } = reconciling();
    for (let count = 0; count < 10; count += 1) reconciler.suspect();
    await scene.clock.advance(500);
    expect(shown.looks).toBe(1);
    await scene.clock.advance(9999);
    expect(shown.looks).toBe(1);
  });

  it.each([
    ['a call nobody told of', [], { 1: 'T1 connected, 2001 alerting' }],
    ['a phone that was held', TALKING, { 1: '2001 held, T1 connected' }],
    ['one that was put back to the queue', TALKING, { 1: 'T1 connected, 2200 queued' }],
    ['one that hears busy', TALKING, { 1: '2001 connected, T1 failed' }],
    ['one that rings again', TALKING, { 1: '2001 alerting, T1 connected' }],
    ['one that only dials', [], { 1: '2001 initiated' }],
    ['another call instead', TALKING, { 2: 'T2 connected, 2003 alerting' }],
  ] as [string, CallControlEvent[], Record<string, string>][])(
    'makes the model the truth: %s',
    async (_, heard, truth) => {
      const { shown } = reconciling();
      scene.hear(...heard);
      shown.now = snapshot(truth);
      await scene.clock.advance(11_000);
      const sorted = (text = '') => text.split(', ').toSorted().join(', ');
      expect([...scene.table.values()].map(({ switchCall }) => switchCall)).toEqual(
        Object.keys(truth),
      );
      for (const [call, text] of Object.entries(truth)) {
        expect(sorted(scene.state(call))).toBe(sorted(text));
      }
    },
  );

  it('takes attached data over into the call that holds the parties of a vanished one', async () => {
    const { shown } = reconciling();
    scene.hear(...TALKING);
    const before = scene.table.bySwitchCall('1');
    if (before !== undefined) before.data = { customer: 7 };
    shown.now = snapshot({ 3: 'T1 connected, 2002 connected' });
    await scene.clock.advance(11_000);
    expect(scene.table.bySwitchCall('3')).toMatchObject({
      data: { customer: 7 },
      direction: 'inbound',
      startedAt: before?.startedAt,
    });
    expect(scene.table.bySwitchCall('1')).toBeUndefined();
  });

  it('waits where the switch does not answer, and stops when it is told to', async () => {
    const { shown, reconciler, forced } = reconciling();
    scene.hear(...TALKING);
    shown.now = new Error('no answer');
    await scene.clock.advance(60_000);
    expect([shown.looks, forced]).toEqual([6, []]);
    reconciler.stop();
    expect(scene.clock.hasTimers).toBe(false);
  });
});
