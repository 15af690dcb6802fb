import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { SimulatedDriver } from '../driver.ts';
import { Rig } from './rig.ts';

describe('a link', () => {
  it('tells only of calls in which a monitored device takes part', async () => {
    const rig = await new Rig().open(['2002']);
    await rig.talking('2001');
    expect(await rig.told()).toEqual([]);
    await rig.people.dial('2003', '2002');
    const [delivered] = await rig.events();
    expect(delivered).toMatchObject({
      event: 'delivered',
      originatingConnection: { device: '2003' },
    });
    await rig.ask('monitorStop', { device: '2002' });
    await rig.people.answer('2002');
    expect(await rig.told()).toEqual([]);
  });

  it('tells of a caller before the call fails that it never heard of', async () => {
    const rig = await new Rig().open(['2006']);
    await rig.talking('2006');
    await rig.people.dial('2001', '2006');
    expect((await rig.told()).slice(-2)).toEqual(['originated 2001 newCall', 'failed 2006 busy']);
  });

  it('says once that it is down, fails what is under way, and another opens later', async () => {
    const rig = await new Rig().open();
    await rig.talking('2001');
    const pending = rig.link.request('makeCall', { callingDevice: '2002', calledNumber: '2003' });
    const failed = expect(pending).rejects.toMatchObject({ code: 'link-down' });
    await rig.people.inject({ kind: 'link-down', durationMs: 500 });
    await failed;
    expect(rig.downs).toEqual([]);
    expect(await rig.told(100)).toEqual([]);
    expect(rig.downs).toEqual(['link-down']);
    const tooEarly = rig.connector.createLink();
    await expect(rig.settled(tooEarly.open())).rejects.toMatchObject({ code: 'link-down' });
    await rig.clock.advance(500);
    const next = rig.connector.createLink();
    await rig.settled(next.open());
    const { calls } = await rig.settled(next.snapshot());
    expect(calls).toHaveLength(2);
  });

  it('is silent once close has been called, even about its loss', async () => {
    const rig = await new Rig().open();
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    await rig.people.inject({ kind: 'link-down' });
    await rig.link.close();
    await rig.link.close();
    expect(await rig.told(2_000)).toEqual([]);
    expect(rig.downs).toEqual([]);
    await expect(rig.link.snapshot()).rejects.toBeInstanceOf(CrosspointError);
  });

  it('leaves no timer behind when everything is closed', async () => {
    const rig = await new Rig().open();
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    await rig.people.inject({ kind: 'lose-response' });
    const lost = rig.link.probe();
    const failed = expect(lost).rejects.toMatchObject({ code: 'link-down' });
    await rig.people.inject({ kind: 'device-out-of-service', device: '2005', durationMs: 9_000 });
    await rig.link.close();
    await rig.connector.close();
    await failed;
    expect(rig.clock.hasTimers).toBe(false);
  });
});

describe('faults', () => {
  it('lose a response: the request takes effect and times out', async () => {
    const rig = await new Rig().open();
    await rig.people.inject({ kind: 'lose-response' });
    const made = rig.link.request('makeCall', { callingDevice: '2001', calledNumber: '2002' });
    const failed = expect(made).rejects.toMatchObject({ code: 'switch-timeout' });
    expect((await rig.told(4_990)).at(-1)).toBe('delivered 2002 makeCall');
    await rig.clock.advance(20);
    await failed;
    await rig.settled(rig.link.probe());
  });

  it('double, reorder and delay events, the given number of them', async () => {
    const rig = await new Rig().open();
    await rig.people.inject({ kind: 'duplicate' });
    await rig.people.dial('2001', '2002');
    expect(await rig.told()).toEqual([
      'serviceInitiated 2001 newCall',
      'serviceInitiated 2001 newCall',
      'originated 2001 newCall',
      'delivered 2002 newCall',
    ]);
    await rig.people.inject({ kind: 'reorder' });
    await rig.people.hangUp('2001');
    expect(await rig.told(50)).toEqual([
      'connectionCleared 2002 normalClearing',
      'connectionCleared 2001 normalClearing',
      'callCleared 1 normalClearing',
    ]);
    await rig.people.inject({ kind: 'delay', delayMs: 300, count: 2 });
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    expect(await rig.told(299)).toEqual([]);
    expect(await rig.told(10)).toEqual(['delivered 2001 newCall']);
  });

  it('take a device out of service, which fails its calls, and bring it back', async () => {
    const rig = await new Rig().open();
    await rig.talking('2001');
    const fault = { kind: 'device-out-of-service', device: '2001' } as const;
    await rig.people.inject({ ...fault, durationMs: 1_000 });
    expect(await rig.told()).toEqual([
      'deviceChanged 2001',
      'failed 2001 destOutOfOrder',
      'connectionCleared 2001 destOutOfOrder',
      'connectionCleared T1 destOutOfOrder',
      'callCleared 1 destOutOfOrder',
    ]);
    const args = { callingDevice: '2002', calledNumber: '2001' };
    await rig.ask('makeCall', args);
    expect((await rig.told()).at(-1)).toBe('failed 2001 destOutOfOrder');
    const from = { callingDevice: '2001', calledNumber: '2003' };
    await expect(rig.ask('makeCall', from)).rejects.toMatchObject({
      code: 'device-out-of-service',
    });
    expect(await rig.told(1_000)).toEqual(['deviceChanged 2001']);
    await expect(rig.people.inject({ ...fault, device: 'x' })).rejects.toMatchObject({
      code: 'unknown-device',
    });
  });
});

describe('settings', () => {
  it.each([
    [42, ''],
    [{ extensions: [{ number: '2001' }, { number: 'Ada' }] }, '/extensions/1/number'],
    [{ extensions: [{ number: '1' }, { number: '1' }] }, '/extensions/1/number'],
    [{ extensions: [], groups: [{ number: '2', members: ['1'] }] }, '/groups/0/members/0'],
    [{ extensions: [], colour: 'red' }, '/colour'],
  ])('that do not fit are refused with a pointer: %j', (settings, pointer) => {
    const context = {
      switchId: 'x',
      clock: new VirtualClock(),
      random: new SeededRandom(1),
      log: silentLog,
    };
    expect(() => new SimulatedDriver().createConnector(settings, context)).toThrow(
      expect.objectContaining({ code: 'invalid-configuration', position: { pointer } }),
    );
  });
});
