import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { randomInteger, SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { createSession } from '../create-session.ts';
import { dialingNumber } from '../model/identifiers.ts';
import type { CstaRequest } from '../model/requests.ts';
import { GENERIC_PHASE_3 } from '../profiles/generic.ts';
import type { Session } from '../session/session.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import { part, ScriptedPbx } from './scripted-pbx.ts';

const open: ScriptedPbx[] = [];
afterEach(() => Promise.all(open.splice(0).map((pbx) => pbx.close())));

async function laid(settings: object = {}): Promise<ScriptedPbx> {
  const pbx = new ScriptedPbx(settings);
  open.push(pbx);
  return pbx.opened();
}

const makeCall = { callingDevice: '2001', calledNumber: '2002' } as const;
const made = { service: 'makeCall', result: { connection: part('0001', '2001') } } as const;
const initiatedCall = { call: '0001', device: '2001' };

function party(device: string) {
  return { device: dialingNumber(device) };
}

/** `2001: originated …`, as each of the two monitors of a call tells the whole of it. */
const HISTORY = [
  {
    event: { event: 'originated', connection: part('0001', '2001'), subject: party('2001') },
    state: { '2001': 'connected', '2002': 'null' },
  },
  {
    event: { event: 'delivered', connection: part('0001', '2002'), subject: party('2002') },
    state: { '2001': 'connected', '2002': 'alerting' },
  },
  {
    event: { event: 'established', connection: part('0001', '2002'), subject: party('2002') },
    state: { '2001': 'connected', '2002': 'connected' },
  },
  {
    event: { event: 'held', connection: part('0001', '2001'), subject: party('2001') },
    state: { '2001': 'held', '2002': 'connected' },
  },
  {
    event: { event: 'retrieved', connection: part('0001', '2001'), subject: party('2001') },
    state: { '2001': 'connected', '2002': 'connected' },
  },
  {
    event: { event: 'connectionCleared', connection: part('0001', '2002'), subject: party('2002') },
    state: { '2001': 'connected', '2002': 'null' },
  },
  {
    event: { event: 'connectionCleared', connection: part('0001', '2001'), subject: party('2001') },
    state: { '2001': 'null', '2002': 'null' },
  },
] as const;

const TOLD_ONCE = [
  'originated 2001',
  'delivered 2002',
  'established 2002',
  'held 2001',
  'retrieved 2001',
  'connectionCleared 2002',
  'connectionCleared 2001',
];

/** One monitor's reports of the history, from one step to before another. */
function tell(
  pbx: ScriptedPbx,
  device: '2001' | '2002',
  from = 0,
  to: number = HISTORY.length,
): void {
  for (const { event, state } of HISTORY.slice(from, to)) {
    const parties = { callingDevice: party('2001'), calledDevice: party('2002') };
    pbx.report(device, {
      event: { ...parties, ...event },
      localState: state[device],
      cause: 'newCall',
    });
  }
}

function told(pbx: ScriptedPbx): string[] {
  return pbx.events.map((event) => {
    return 'connection' in event ? `${event.event} ${event.connection.device}` : event.event;
  });
}

/** Nothing is left of any call, and the link still works. */
async function expectAtRest(pbx: ScriptedPbx): Promise<void> {
  const { calls } = await pbx.settled(pbx.link.snapshot());
  expect(calls).toEqual([]);
  pbx.reactions.delete('makeCall');
  const request = { device: '2003', isOn: true };
  await pbx.settled(pbx.link.request('setDoNotDisturb', request), 5_000);
}

describe('a PBX that answers as it likes', () => {
  it('answers late: the request has timed out, and the answer is counted', async () => {
    const pbx = await laid();
    pbx.reactions.set('makeCall', (invokeId) => {
      pbx.clock.setTimeout(() => pbx.answer(invokeId, made), 3_000);
    });
    const asked = pbx.settled(pbx.link.request('makeCall', makeCall), 2_100);
    await expect(asked).rejects.toMatchObject({ code: 'switch-timeout' });
    expect(pbx.counters['lateAnswers']).toBe(0);
    await pbx.clock.advance(1_000);
    expect(pbx.counters['lateAnswers']).toBe(1);
    expect(pbx.oddities).toHaveLength(1);
    await expectAtRest(pbx);
  });

  it('answers twice: the first answer counts', async () => {
    const pbx = await laid();
    pbx.reactions.set('makeCall', (invokeId) => {
      pbx.answer(invokeId, made);
      pbx.answer(invokeId, made);
    });
    await expect(pbx.settled(pbx.link.request('makeCall', makeCall))).resolves.toEqual({
      initiatedCall,
    });
    expect(pbx.counters['lateAnswers']).toBe(1);
    await expectAtRest(pbx);
  });

  it('answers and refuses: the first counts here too', async () => {
    const pbx = await laid();
    pbx.reactions.set('makeCall', (invokeId) => {
      const refusal = { category: 'state', value: 'invalidObjectState' } as const;
      pbx.send({ kind: 'refusal', invokeId, refusal, service: 'makeCall' });
      pbx.answer(invokeId, made);
    });
    const asked = pbx.settled(pbx.link.request('makeCall', makeCall));
    await expect(asked).rejects.toMatchObject({ code: 'wrong-state' });
    expect(pbx.counters['lateAnswers']).toBe(1);
    await expectAtRest(pbx);
  });

  it('never answers one of them: the others are not held up, and the place is free again', async () => {
    const pbx = await laid({ limits: { outstanding: 2 } });
    pbx.reactions.set('makeCall', () => {});
    const silent = pbx.outcome(pbx.link.request('makeCall', makeCall));
    for (let time = 0; time < 5; time += 1) {
      await pbx.settled(pbx.link.request('setDoNotDisturb', { device: '2003', isOn: true }));
    }
    await pbx.clock.advance(2_000);
    expect((await silent).error).toMatchObject({ code: 'switch-timeout' });
    expect(pbx.counters['lateAnswers']).toBe(0);
    await expectAtRest(pbx);
  });

  it('answers out of turn: each answer finds its request', async () => {
    const pbx = await laid();
    const waiting: { invokeId: number; request: CstaRequest }[] = [];
    pbx.reactions.set('makeCall', (invokeId, request) => waiting.push({ invokeId, request }));
    const asked = ['2001', '2002', '2003'].map((callingDevice) =>
      pbx.outcome(pbx.link.request('makeCall', { callingDevice, calledNumber: '0815' })),
    );
    await pbx.clock.advance(50);
    for (const { invokeId, request } of waiting.toReversed()) {
      if (request.service !== 'makeCall') continue;
      const { value } = request.args.callingDevice;
      const result = { connection: part(`00${value.slice(-2)}`, value) };
      pbx.answer(invokeId, { service: 'makeCall', result });
    }
    await pbx.clock.advance(50);
    expect((await Promise.all(asked)).map(({ value }) => value?.initiatedCall)).toEqual([
      { call: '0001', device: '2001' },
      { call: '0002', device: '2002' },
      { call: '0003', device: '2003' },
    ]);
  });

  it('falls silent altogether: two signs of life that nobody answers, and the link is down', async () => {
    const pbx = await laid({ keepAliveMs: 1_000 });
    pbx.reactions.set('requestSystemStatus', () => {});
    pbx.reactions.set('makeCall', () => {});
    const asked = pbx.outcome(pbx.link.request('makeCall', makeCall));
    await pbx.clock.advance(5_000);
    expect(pbx.downs).toEqual([]);
    await pbx.clock.advance(2_000);
    expect(pbx.downs).toEqual(['link-down: the switch shows no sign of life']);
    expect((await asked).error).toMatchObject({ code: 'switch-timeout' });
  });
});

describe('reports', () => {
  it('that come twice are told once', async () => {
    const pbx = await laid();
    for (const step of HISTORY.keys()) {
      tell(pbx, '2001', step, step + 1);
      tell(pbx, '2001', step, step + 1);
    }
    await pbx.clock.advance(50);
    expect(told(pbx)).toEqual(TOLD_ONCE);
    expect(pbx.counters['reports']).toBe(14);
    await expectAtRest(pbx);
  });

  it('of two monitors that tell the same are told once', async () => {
    const pbx = await laid();
    for (const step of HISTORY.keys()) {
      tell(pbx, '2001', step, step + 1);
      tell(pbx, '2002', step, step + 1);
    }
    await pbx.clock.advance(50);
    expect(told(pbx)).toEqual(TOLD_ONCE);
    await expectAtRest(pbx);
  });

  it('of one monitor that lags behind say nothing new, up to the end of the call', async () => {
    const pbx = await laid();
    tell(pbx, '2001', 0, 5);
    await pbx.clock.advance(50);
    tell(pbx, '2002', 0, 5);
    await pbx.clock.advance(50);
    tell(pbx, '2002', 5);
    tell(pbx, '2001', 5);
    await pbx.clock.advance(50);
    expect(told(pbx)).toEqual(TOLD_ONCE);
    await expectAtRest(pbx);
  });

  it('that are late for a call that has ended make no call anew, which a snapshot would not end', async () => {
    const pbx = await laid();
    tell(pbx, '2001');
    await pbx.clock.advance(50);
    tell(pbx, '2002', 3);
    await pbx.clock.advance(35_000);
    await pbx.settled(pbx.link.snapshot());
    await expectAtRest(pbx);
    const begun = told(pbx).filter((one) => /originated|delivered|established/.test(one));
    expect(begun).toEqual(TOLD_ONCE.slice(0, 3));
  });

  it('whose end is lost leave no call behind once snapshots have shown that it is gone', async () => {
    const pbx = await laid();
    tell(pbx, '2001', 0, 3);
    tell(pbx, '2002', 0, 3);
    await pbx.clock.advance(50);
    await pbx.settled(pbx.link.snapshot());
    await expectAtRest(pbx);
    await expect(pbx.link.request('answerCall', { connection: initiatedCall })).rejects.toThrow(
      /unknown-call/,
    );
  });
});

describe('a PBX that says what nobody asked for', () => {
  it('aborts: the link is down once, with its reason, and what was under way is told so', async () => {
    const pbx = await laid();
    pbx.reactions.set('makeCall', () => pbx.sendOctets(hex('6406800100810101')));
    const asked = pbx.settled(pbx.link.request('makeCall', makeCall));
    await expect(asked).rejects.toMatchObject({ code: 'link-down' });
    expect(pbx.downs).toHaveLength(1);
    expect(pbx.downs[0]).toMatch(/^link-down: the other side aborted/);
    const after = pbx.settled(pbx.link.request('makeCall', makeCall));
    await expect(after).rejects.toMatchObject({ code: 'link-down' });
  });

  it('is disabled: the link is down', async () => {
    const pbx = await laid();
    pbx.sendOctets(hex('A10C020101020200D330030A0104'));
    await pbx.clock.advance(50);
    expect(pbx.downs).toEqual(['link-down: the switch says that it is disabled']);
  });

  it('sends garbage: each PDU is counted, and the link goes on', async () => {
    const pbx = await laid();
    const random = new SeededRandom(42);
    const garbage = Array.from({ length: 200 }, () => {
      const octets = Array.from({ length: 1 + randomInteger(random, 60) }, () =>
        randomInteger(random, 256),
      );
      // The first octet of nothing that is spoken on a link (ITU-T X.880, X.227).
      return Uint8Array.from([0x30, ...octets]);
    });
    for (const octets of garbage) pbx.sendOctets(octets);
    await pbx.clock.advance(50);
    expect(pbx.counters['malformed']).toBe(200);
    expect(pbx.oddities).toHaveLength(200);
    expect(pbx.oddities.every((one) => one.startsWith('malformed-frame: '))).toBe(true);
    expect(pbx.downs).toEqual([]);
    await expectAtRest(pbx);
  });

  it('asks for what does not exist: it is given a Reject', async () => {
    const pbx = await laid();
    // invokeID 7, operation 9999.
    pbx.sendOctets(hex('A1090201070202270F3000'));
    await pbx.clock.advance(50);
    // ITU-T X.880 §9.4: invoke problem unrecognisedOperation.
    expect(octetsOf(pbx.pdus.at(-1))).toBe('A406020107810101');
    expect(pbx.counters['rejected']).toBe(1);
    await expectAtRest(pbx);
  });

  it('asks for what this end does not do: it is refused, in words that are no Reject', async () => {
    const pbx = await laid();
    pbx.send({
      kind: 'request',
      invokeId: 9,
      request: { service: 'snapshotDevice', args: { device: dialingNumber('2001') } },
    });
    await pbx.clock.advance(50);
    expect(pbx.heard.at(-1)?.message).toMatchObject({
      kind: 'refusal',
      invokeId: 9,
      refusal: { value: 'serviceNotSupported' },
    });
    expect(pbx.counters['rejected']).toBe(0);
  });

  it('rejects a request: whoever asked is told', async () => {
    const pbx = await laid();
    pbx.reactions.set('makeCall', (invokeId) => {
      pbx.send({ kind: 'reject', invokeId, problem: 'mistypedArgument' });
    });
    const asked = pbx.settled(pbx.link.request('makeCall', makeCall));
    await expect(asked).rejects.toMatchObject({
      code: 'switch-rejected',
      rawCause: 'invoke.mistypedArgument',
    });
    await expectAtRest(pbx);
  });

  it('rejects without saying what: nothing fails for it but in its time', async () => {
    const pbx = await laid();
    // As a real switch sent it.
    pbx.reactions.set('makeCall', () => pbx.sendOctets(hex('A4050500800100')));
    const asked = pbx.settled(pbx.link.request('makeCall', makeCall), 2_100);
    await expect(asked).rejects.toMatchObject({ code: 'switch-timeout' });
    expect(pbx.oddities).toHaveLength(1);
    expect(pbx.downs).toEqual([]);
    await expectAtRest(pbx);
  });
});

describe('an answer that fits into no frame', () => {
  it('is refused at once: whoever asked need not wait', async () => {
    const clock = new VirtualClock();
    const cable = new MemoryCable({ clock });
    const [client, pbx] = (['client', 'pbx'] as const).map((role) => {
      const transport = role === 'client' ? cable.left : cable.right;
      const profile = { ...GENERIC_PHASE_3, association: { kind: 'none' } } as const;
      const framing = profile.framing.serial;
      return createSession({ role, profile, framing, transport, clock, log: silentLog }).session;
    }) as [Session, Session];
    const connections = Array.from({ length: 30 }, (_, index) => ({
      connection: part(`00${10 + index}`, '2001'),
      state: 'connected' as const,
    }));
    pbx.events.on('request', ({ answer }) => {
      answer({ service: 'snapshotDevice', result: { connections } });
    });
    const opening = Promise.all([client.open(), pbx.open()]);
    await clock.advance(100);
    await opening;
    const asked = client.request('snapshotDevice', { device: dialingNumber('2001') });
    const refused = expect(asked).rejects.toMatchObject({ code: 'switch-rejected' });
    await clock.advance(100);
    await refused;
    const closing = Promise.all([client.close(), pbx.close()]);
    await clock.advance(100);
    await closing;
  });
});

describe('a list of devices', () => {
  const settings = { devices: [], without: ['getDoNotDisturb', 'getForwarding'] };

  /** Opens a link to a switch that lists its devices in these segments, or not at all. */
  async function opening(segments: readonly number[] | undefined, more: object = {}) {
    const pbx = new ScriptedPbx({ ...settings, ...more });
    open.push(pbx);
    const service = 'getSwitchingFunctionDevices';
    pbx.reactions.set(service, (invokeId) => {
      if (segments === undefined) {
        pbx.send({ kind: 'reject', invokeId, problem: 'unrecognisedOperation' });
        return;
      }
      pbx.answer(invokeId, { service, result: { crossRef: '01' } });
      for (const segment of segments) {
        const devices = [{ device: dialingNumber(`200${segment}`) }];
        const args = { crossRef: '01', segment, isLast: segment === 3, devices };
        const request = { service: 'switchingFunctionDevices', args } as const;
        pbx.send({ kind: 'request', invokeId: 100 + segment, request });
      }
    });
    await pbx.settled(pbx.link.open());
    const { devices } = await pbx.settled(pbx.link.snapshot());
    return devices.map(({ device }) => device);
  }

  it('is whole, or the link is not opened', async () => {
    expect(await opening([1, 2, 3])).toEqual(['2001', '2002', '2003']);
    await expect(opening([1, 3])).rejects.toMatchObject({ code: 'switch-timeout' });
  });

  it('that is refused leaves those of the configuration, and without any no blind link', async () => {
    expect(await opening(undefined, { devices: [{ device: '2002' }] })).toEqual(['2002']);
    await expect(opening(undefined)).rejects.toThrow(/none is configured/);
  });
});

describe('the limits of a switch', () => {
  it('hold requests back, and refuse what would wait too long', async () => {
    const pbx = await laid({ limits: { outstanding: 2, waiting: 3 } });
    const waiting: number[] = [];
    pbx.reactions.set('makeCall', (invokeId) => waiting.push(invokeId));
    const asked = Array.from({ length: 7 }, () =>
      pbx.outcome(pbx.link.request('makeCall', makeCall)),
    );
    await pbx.clock.advance(50);
    expect(waiting).toHaveLength(2);
    for (const refused of await Promise.all(asked.slice(5))) {
      expect(refused.error).toMatchObject({ code: 'resource-busy' });
    }
    for (let round = 0; round < 3; round += 1) {
      for (const invokeId of waiting.splice(0)) pbx.answer(invokeId, made);
      await pbx.clock.advance(50);
      expect(waiting.length).toBeLessThanOrEqual(2);
    }
    for (const taken of await Promise.all(asked.slice(0, 5))) {
      expect(taken.value).toEqual({ initiatedCall });
    }
    await expectAtRest(pbx);
  });

  it('let a link that is closed settle what waits', async () => {
    const pbx = await laid({ limits: { outstanding: 1 } });
    pbx.reactions.set('makeCall', () => {});
    const asked = Array.from({ length: 4 }, () =>
      pbx.outcome(pbx.link.request('makeCall', makeCall)),
    );
    await pbx.clock.advance(50);
    await pbx.settled(pbx.link.close(), 2_000);
    for (const { error } of await Promise.all(asked)) {
      expect(error).toMatchObject({ code: 'link-down' });
    }
  });

  it('are lower while the link begins, and those of the profile once it has begun', async () => {
    const devices = Array.from({ length: 40 }, (_, index) => ({ device: String(3000 + index) }));
    const limits = { outstanding: 4, perSecond: 100, startUpPerSecond: 20 };
    const pbx = new ScriptedPbx({ devices, limits });
    open.push(pbx);
    await pbx.settled(pbx.link.open());
    const monitors = devices.map((one) => pbx.link.request('monitorStart', one));
    await pbx.settled(Promise.all(monitors), 2_500);
    expect(busiestSecond(pbx, 'monitorStart')).toBeLessThanOrEqual(24);
    await pbx.settled(pbx.link.snapshot(), 4_000);
    expect(busiestSecond(pbx, 'snapshotDevice')).toBeLessThanOrEqual(24);
    pbx.heard.length = 0;
    await pbx.settled(pbx.link.snapshot(), 1_000);
    expect(pbx.asked).toHaveLength(40);
  });
});

/** The most requests of a service within one second. */
function busiestSecond({ heard }: ScriptedPbx, service: string): number {
  const times = heard.flatMap(({ message, at }) => {
    return message.kind === 'request' && message.request.service === service ? at : [];
  });
  const within = times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length);
  return Math.max(...within);
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function octetsOf(pdu: Uint8Array | undefined): string {
  return Buffer.from(pdu ?? [])
    .toString('hex')
    .toUpperCase();
}
