import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import events from '../../schemas/events.json' with { type: 'json' };
import type { CallEnded, Event } from '../../schemas/generated/types.ts';
import { demoSettings } from '../../drivers/simulated/demo.ts';
import { checkEvent } from '../api/shapes.ts';
import { House } from '../support/house.ts';
import { inWords } from './words.ts';

let house: House;
/** Every type that arose anywhere in this file. */
const seen = new Set<string>();

beforeEach(async () => {
  house = await new House({
    settings: {
      ...demoSettings,
      extensions: [
        ...demoSettings.extensions,
        { number: '2007', forward: { immediate: '2002' } },
        { number: '2008', doNotDisturb: true },
      ],
      timing: { patienceMs: 300_000, ringTimeoutMs: 60_000 },
    },
  }).open();
});

/** Whatever a scene has told fits its schema, member by member. */
afterEach(() => {
  for (const { json } of house.journal.read(0, 10_000).events) {
    const event = JSON.parse(json) as Event;
    seen.add(event.type);
    checkEvent(event);
  }
});

const demo = (number: string) => `demo:${number}`;

function told(call: string): string[] {
  return house.events
    .filter(({ subject, type }) => subject === call && type.startsWith('call.'))
    .map(inWords);
}

/** The data of the last event of a type. */
function last(type: string, call?: string): Record<string, unknown> {
  const event = house.events.findLast(
    (one) => one.type === type && (call === undefined || one.subject === call),
  );
  if (event === undefined) throw new Error(`no ${type} was told`);
  return event.data;
}

const endOf = (call: string) => last('call.ended', call) as unknown as CallEnded;

async function talking(to = '2001'): Promise<string> {
  const call = await house.incoming(to);
  await house.command({ command: 'answer', call, device: demo(to) });
  return call;
}

/** The customer is on hold at 2001, who has called 2002. */
async function consulting(data?: Record<string, unknown>) {
  const held = await talking();
  await house.command({ command: 'set-data', call: held, patch: { customer: 7, plan: 'a' } });
  const answer = await house.command({
    command: 'consult',
    call: held,
    device: demo('2001'),
    to: '2002',
    data,
  });
  return { held, active: answer.call ?? '' };
}

const makeCall = async (to: string, from = '2001') => {
  const { call } = await house.command({ command: 'make-call', from: demo(from), to });
  return call ?? '';
};

describe('a call from outside', () => {
  it('rings, is answered and ends with the customer', async () => {
    const call = await talking();
    await house.clock.advance(60_000);
    await house.command({ command: 'simulate-hang-up', switch: 'demo', call });
    expect(told(call)).toEqual([
      'delivered 2001 newCall',
      'established 2001 normal',
      'connection-cleared T1 normalClearing',
      'connection-cleared 2001 normalClearing',
      'ended normalClearing by T1',
    ]);
    expect(endOf(call)).toMatchObject({
      call: { connections: [], direction: 'inbound', answeredBy: 'demo:2001' },
    });
    expect(endOf(call).duration).toBeCloseTo(62, 0);
  });

  it('is told with who calls whom, the line as connected and the direction', async () => {
    await house.command({
      command: 'simulate-call',
      switch: 'demo',
      from: '+49301234567',
      to: '2001',
      name: 'Erika',
      data: { campaign: 'x' },
    });
    expect(last('call.delivered')).toMatchObject({
      alerting: 'demo:2001',
      calling: { number: '+49301234567', name: 'Erika' },
      called: { device: 'demo:2001' },
      call: {
        direction: 'inbound',
        data: { campaign: 'x' },
        connections: expect.arrayContaining([
          { device: 'demo:T1', state: 'connected', number: '+49301234567', name: 'Erika' },
          { device: 'demo:2001', state: 'alerting', number: '2001', name: 'Ada' },
        ]) as unknown,
      },
    });
  });

  it('is abandoned by a caller who gives up', async () => {
    const call = await house.incoming();
    await house.command({ command: 'simulate-hang-up', switch: 'demo', call });
    expect(endOf(call).cause).toMatchObject({ code: 'callCancelled', by: 'demo:T1' });
    expect(endOf(call).call.answeredAt).toBeUndefined();
  });

  it('is not answered, where it rings until the switch gives up', async () => {
    const call = await house.incoming();
    await house.clock.advance(60_000);
    expect(endOf(call).cause).toMatchObject({ code: 'callNotAnswered', by: 'demo:2001' });
  });

  it('finds a phone busy', async () => {
    await talking('2006');
    const call = await house.incoming('2006');
    await house.clock.advance(20_000);
    expect(told(call)).toEqual([
      'originated T2 newCall',
      'failed 2006 busy',
      'connection-cleared 2006 busy',
      'connection-cleared T2 busy',
      'ended busy by 2006',
    ]);
    expect(last('call.failed')).toMatchObject({ from: '+49301234567', to: '2006' });
    expect(endOf(call).cause.q850).toBe(17);
  });

  it('is forwarded, and says from where', async () => {
    const call = await house.incoming('2007');
    expect(told(call)).toEqual(['delivered 2002 callForwardImmediate']);
    expect(last('call.delivered')).toMatchObject({
      alerting: 'demo:2002',
      called: { number: '2007' },
      lastRedirection: { device: 'demo:2007' },
    });
  });

  it('finds a phone that does not want to be disturbed', async () => {
    const call = await house.incoming('2008');
    await house.clock.advance(20_000);
    expect(endOf(call).cause).toMatchObject({ code: 'doNotDisturb', by: 'demo:2008' });
  });

  it('waits in a queue until an agent is free', async () => {
    const others = [await talking('2004'), await talking('2005'), await talking('2006')];
    const first = await house.incoming('2200');
    const call = await house.incoming('2200');
    expect(last('call.queued', call)).toMatchObject({ device: 'demo:2200', callsInFront: 1 });
    expect(house.stateOf(call)).toBe('2200 queued, T5 connected');
    for (const other of others.slice(0, 2)) {
      await house.command({ command: 'clear', call: other });
    }
    expect(told(first).slice(0, 2)).toEqual([
      'queued 2200 enteringDistribution',
      'diverted 2200 distributed',
    ]);
    expect(told(call)).toEqual([
      'queued 2200 enteringDistribution',
      'diverted 2200 distributed',
      'delivered 2005 distributed',
    ]);
    expect(last('call.diverted', call)).toMatchObject({ from: 'demo:2200', to: '2005' });
  });

  it('tells the keys that are pressed', async () => {
    const call = await talking();
    await house.command({ command: 'digits', call, device: demo('2001'), digits: '12#a' });
    expect(last('call.digits', call)).toMatchObject({ digits: '12#A', device: 'demo:2001' });
  });
});

describe('a call to outside', () => {
  it('is told of from the first digit to the answer out there, and whose side hangs up', async () => {
    const call = await makeCall('+49 89 5550');
    expect(house.stateOf(call)).toBe('2001 connected, T1 alerting');
    await house.clock.advance(10_000);
    await house.farEnd.hangUp('2001');
    await house.clock.advance(1000);
    expect(told(call)).toEqual([
      'service-initiated 2001 makeCall',
      'originated 2001 makeCall',
      'network-reached T1 makeCall',
      'delivered T1 makeCall',
      'established T1 normal',
      'connection-cleared 2001 normalClearing',
      'connection-cleared T1 normalClearing',
      'ended normalClearing by 2001',
    ]);
    const established = last('call.established', call);
    expect(established).toMatchObject({
      answering: 'demo:T1',
      call: { direction: 'outbound', answeredBy: 'demo:T1' },
      called: { number: '+49895550' },
    });
    expect(last('call.network-reached', call)).toMatchObject({ device: 'demo:T1' });
  });

  it.each([
    ['is busy', '+49 30 11055', 'busy', 17],
    ['does not exist', '+49 30 13055', 'numberUnallocated', 1],
  ])('ends with the reason of the network where the number %s', async (_, to, code, q850) => {
    const call = await makeCall(to);
    await house.clock.advance(20_000);
    expect(told(call)).toContain(`failed T1 ${code}`);
    expect(endOf(call).cause).toMatchObject({ code, q850, by: 'demo:T1' });
  });
});

describe('a call inside', () => {
  it('belongs to neither direction', async () => {
    const call = await makeCall('2002');
    await house.command({ command: 'answer', call, device: demo('2002') });
    await house.farEnd.hangUp('2002');
    await house.clock.advance(1000);
    expect(told(call)).toEqual([
      'service-initiated 2001 makeCall',
      'originated 2001 makeCall',
      'delivered 2002 makeCall',
      'established 2002 normal',
      'connection-cleared 2002 normalClearing',
      'connection-cleared 2001 normalClearing',
      'ended normalClearing by 2002',
    ]);
    expect(endOf(call).call.direction).toBe('internal');
    expect(last('call.originated', call)).toMatchObject({ called: { number: '2002' } });
  });

  it('that somebody dials by hand is told just so', async () => {
    await house.farEnd.dial('2003', '2004');
    await house.clock.advance(1000);
    const [call] = house.telephony.calls();
    expect([call?.direction, call && house.stateOf(call.id)]).toEqual([
      'internal',
      '2003 connected, 2004 alerting',
    ]);
  });
});

describe('two calls of one phone', () => {
  it('are held and taken turns with', async () => {
    const { held, active } = await consulting();
    await house.command({ command: 'answer', call: active, device: demo('2002') });
    await house.command({ command: 'alternate', call: held, device: demo('2001') });
    expect(told(held).slice(-2)).toEqual(['held 2001 consultation', 'retrieved 2001 alternate']);
    expect(told(active).at(-1)).toBe('held 2001 alternate');
  });

  it('become one by a transfer that keeps the customer, the data and the time', async () => {
    const { held, active } = await consulting({ plan: 'b', note: 'hello' });
    await house.command({ command: 'answer', call: active, device: demo('2002') });
    const before = house.telephony.calls().find(({ id }) => id === held);
    const { operation } = await house.command({
      command: 'transfer',
      call: held,
      device: demo('2001'),
    });
    const after = operation?.result?.call ?? '';
    expect(told(after)).toEqual(['transferred by 2001 added 2002: 2002+T1']);
    expect(last('call.transferred', after)).toMatchObject({
      primaryCall: held,
      secondaryCall: active,
      newCall: after,
      devices: expect.arrayContaining(['demo:T1', 'demo:2002']) as unknown,
      call: {
        direction: 'inbound',
        startedAt: before?.startedAt,
        answeredBy: 'demo:2001',
        calling: { number: '+49301234567' },
        // What the consultation said adds to what was known; what was known stands.
        data: { customer: 7, plan: 'a', note: 'hello' },
      },
    });
    for (const old of [held, active]) {
      expect(endOf(old).cause).toMatchObject({ code: 'transfer', by: 'demo:2001' });
    }
    expect(house.stateOf(after)).toBe('2002 connected, T1 connected');
  });

  it('can be transferred while the other phone rings; answered there the call is as usual', async () => {
    const { held } = await consulting();
    const { operation } = await house.command({
      command: 'transfer',
      call: held,
      device: demo('2001'),
    });
    const after = operation?.result?.call ?? '';
    expect(house.stateOf(after)).toBe('2002 alerting, T1 connected');
    await house.command({ command: 'answer', call: after, device: demo('2002') });
    await house.command({ command: 'simulate-hang-up', switch: 'demo', call: after });
    expect(told(after).slice(-4)).toEqual([
      'established 2002 normal',
      'connection-cleared T1 normalClearing',
      'connection-cleared 2002 normalClearing',
      'ended normalClearing by T1',
    ]);
  });

  it('become a conference, and who leaves it is told', async () => {
    const { held, active } = await consulting({ note: 'hello' });
    await house.command({ command: 'answer', call: active, device: demo('2002') });
    const { operation } = await house.command({
      command: 'conference',
      call: held,
      device: demo('2001'),
    });
    const after = operation?.result?.call ?? '';
    expect(told(after)).toEqual(['conferenced by 2001 added 2002: 2001+2002+T1']);
    expect(last('call.conferenced', after)).toMatchObject({
      call: { data: { customer: 7, plan: 'a', note: 'hello' } },
    });
    expect(endOf(held).cause.code).toBe('conference');
    await house.farEnd.hangUp('2001');
    await house.clock.advance(1000);
    expect(house.stateOf(after)).toBe('2002 connected, T1 connected');
    expect(told(after).at(-1)).toBe('connection-cleared 2001 normalClearing');
  });

  it('of which the second is given up leave the first as it was', async () => {
    const { held, active } = await consulting();
    await house.command({ command: 'reconnect', call: held, device: demo('2001') });
    expect(told(active).at(-1)).toBe('ended normalClearing by 2001');
    expect(house.stateOf(held)).toBe('2001 connected, T1 connected');
  });
});

describe('a call that moves on', () => {
  it('by a single step is another call with the same data', async () => {
    const call = await talking();
    await house.command({ command: 'set-data', call, patch: { customer: 7 } });
    expect(last('call.data-changed', call)).toMatchObject({ data: { customer: 7 } });
    const { operation } = await house.command({
      command: 'transfer-to',
      call,
      device: demo('2001'),
      to: '2003',
    });
    const after = operation?.result?.call ?? '';
    expect(told(after)).toEqual([
      'transferred by 2001 added 2003: T1',
      'delivered 2003 singleStepTransfer',
    ]);
    expect(last('call.delivered', after)).toMatchObject({ call: { data: { customer: 7 } } });
  });

  it('by deflection, pickup or parking stays the same call', async () => {
    const call = await house.incoming();
    await house.command({ command: 'deflect', call, device: demo('2001'), to: '2002' });
    await house.command({ command: 'pickup', call, device: demo('2002'), by: demo('2003') });
    await house.command({ command: 'park', call, device: demo('2003'), to: '71' });
    expect(told(call)).toEqual([
      'delivered 2001 newCall',
      'diverted 2001 redirected',
      'delivered 2002 redirected',
      'diverted 2002 callPickup',
      'established 2003 callPickup',
      'diverted 2003 park',
      'queued 71 park',
    ]);
    expect(house.stateOf(call)).toBe('71 queued, T1 connected');
  });

  it('can be picked up again by whoever parked it, told at once and not by a snapshot', async () => {
    const call = await talking('2003');
    await house.command({ command: 'park', call, device: demo('2003'), to: '71' });
    await house.command({ command: 'pickup', call, device: demo('71'), by: demo('2003') });
    expect(told(call).slice(-2)).toEqual(['diverted 71 callPickup', 'established 2003 callPickup']);
    expect(house.stateOf(call)).toBe('2003 connected, T1 connected');
  });
});

describe('a device that changes', () => {
  it('is told of when it goes out of service and when it comes back', async () => {
    const fault = {
      kind: 'device-out-of-service',
      device: demo('2001'),
      durationMs: 5000,
    } as const;
    await house.command({ command: 'simulate-fault', switch: 'demo', fault });
    expect(last('device.changed')).toMatchObject({
      device: { id: 'demo:2001', switch: 'demo', kind: 'extension', inService: false },
    });
    await house.clock.advance(5000);
    expect(last('device.changed')).toMatchObject({ device: { inService: true } });
    expect(house.typesOf('demo:2001')).toEqual(['device.changed', 'device.changed']);
  });

  it('is told of when it is forwarded or does not want to be disturbed', async () => {
    const { link } = house.telephony.requireSwitch('demo');
    const asked = [
      link.request('setForwarding', { device: '2001', forwardTo: '2002' }),
      link.request('setDoNotDisturb', { device: '2001', isOn: true }),
    ];
    await house.clock.advance(100);
    await Promise.all(asked);
    expect(last('device.changed')).toMatchObject({
      device: { doNotDisturb: true, forwardedTo: '2002' },
    });
  });
});

describe('the link', () => {
  it('is told of when it comes, is synchronised and goes, with its counters', async () => {
    const fault = { kind: 'link-down', durationMs: 1000 } as const;
    await house.command({ command: 'simulate-fault', switch: 'demo', fault });
    await house.clock.advance(5000);
    expect(house.typesOf('demo')).toEqual([
      'switch.up',
      'switch.synchronised',
      'switch.down',
      'switch.up',
      'switch.synchronised',
    ]);
    expect(last('switch.synchronised')).toMatchObject({
      switch: { id: 'demo', state: 'up', counters: { connects: 2, losses: 1 } },
    });
    expect(last('switch.down')).toMatchObject({ switch: { state: 'down' } });
  });
});

/** Runs last: the scenes above have told everything there is to tell. */
afterAll(() => {
  const types = Object.keys(events.$defs).filter((type) => /^(switch|device|call)\./.test(type));
  expect(types.filter((type) => !seen.has(type))).toEqual([]);
});
