import { describe, expect, it } from 'vitest';
import { demoSettings } from '../demo.ts';
import { Rig } from './rig.ts';

describe('a call from outside', () => {
  it('rings, is answered and ends with the causes of the standard', async () => {
    const rig = await new Rig().open();
    const { call } = await rig.people.dialIn({ from: '+49301', to: '2001', name: 'Max' });
    const [delivered] = await rig.events();
    expect(delivered).toEqual({
      event: 'delivered',
      cause: 'newCall',
      connection: { call, device: '2001' },
      alertingDevice: { device: '2001', number: '2001', name: 'Ada' },
      callingDevice: { device: 'T1', number: '+49301', name: 'Max' },
      calledDevice: { device: '2001', number: '2001', name: 'Ada' },
      originatingConnection: { call, device: 'T1' },
    });
    await rig.people.answer('2001');
    expect(await rig.told()).toEqual(['established 2001 normal']);
    await rig.people.hangUp('2001');
    const ends = await rig.events();
    expect(ends.map(({ event }) => event)).toEqual([
      'connectionCleared',
      'connectionCleared',
      'callCleared',
    ]);
    expect(ends[0]).toMatchObject({ cause: 'normalClearing', q850: 16 });
    expect(rig.people.look().calls).toEqual([]);
  });

  it('reaches an extension by the main number', async () => {
    const rig = await new Rig().open();
    await rig.people.dialIn({ from: '', to: '+49 30 5550 2002' });
    expect(await rig.told()).toEqual(['delivered 2002 newCall']);
  });

  it('is given up after the patience of its caller', async () => {
    const rig = await new Rig().open();
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    await rig.told();
    expect(await rig.told(60_000)).toEqual([
      'connectionCleared T1 callCancelled',
      'connectionCleared 2001 callCancelled',
      'callCleared 1 callCancelled',
    ]);
  });

  it('waits at a busy phone, or finds it busy where that is not allowed', async () => {
    const rig = await new Rig().open();
    await rig.talking('2001');
    await rig.people.dialIn({ from: '+49302', to: '2001' });
    expect(await rig.told()).toEqual(['delivered 2001 newCall']);
    await rig.people.answer('2001');
    expect(await rig.told()).toEqual(['held 2001 normal', 'established 2001 normal']);
    await rig.talking('2006');
    await rig.people.dialIn({ from: '+49303', to: '2006' });
    expect(await rig.told()).toEqual([
      'originated T4 newCall',
      'failed 2006 busy',
      'connectionCleared 2006 busy',
      'connectionCleared T4 busy',
      'callCleared 4 busy',
    ]);
  });

  it('is refused when every line is busy', async () => {
    const rig = await new Rig({ ...demoSettings, trunks: { lines: 1 } }).open();
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    await expect(rig.people.dialIn({ from: '+49302', to: '2002' })).rejects.toMatchObject({
      code: 'resource-busy',
    });
    await rig.people.dial('2003', '+49301');
    expect((await rig.told()).at(-1)).toBe('failed 2003 trunksBusy');
  });

  it('carries its correlator and the keys of its caller', async () => {
    const rig = await new Rig().open();
    await rig.people.dialIn({ from: '+49301', to: '2001', digits: '42#', correlator: 'c-1' });
    await rig.people.answer('2001');
    const events = await rig.events(1_000);
    expect(events.at(-1)).toMatchObject({ event: 'digits', digits: '42#', correlator: 'c-1' });
    expect(rig.people.look().calls[0]?.correlator).toBe('c-1');
  });
});

describe('a call of a phone', () => {
  it('goes off hook, is dialled and rings; the answer comes before the events', async () => {
    const rig = await new Rig().open();
    const order: string[] = [];
    rig.link.events.on('event', ({ event }) => order.push(event));
    const made = rig.link
      .request('makeCall', { callingDevice: '2001', calledNumber: '2002', correlator: 'x' })
      .then(({ initiatedCall }) => order.unshift(`answer ${initiatedCall.device}`));
    expect(order).toEqual([]);
    await rig.settled(made);
    expect(order).toEqual(['answer 2001', 'serviceInitiated', 'originated', 'delivered']);
    const events = await rig.events();
    expect(events.every((event) => 'correlator' in event && event.correlator === 'x')).toBe(true);
  });

  it('waits for the handset where it may not lift it by itself', async () => {
    const rig = await new Rig().open();
    const args = { callingDevice: '2001', calledNumber: '2002', autoOriginate: false };
    await rig.ask('makeCall', args);
    expect(await rig.told()).toEqual(['serviceInitiated 2001 makeCall']);
    await rig.people.answer('2001');
    expect(await rig.told()).toEqual(['originated 2001 makeCall', 'delivered 2002 makeCall']);
    await rig.ask('makeCall', { ...args, callingDevice: '2003' });
    await rig.told();
    expect((await rig.told(15_000)).at(0)).toBe('connectionCleared 2003 callNotAnswered');
  });

  it('goes out by a line, where the rules say who answers', async () => {
    const rig = await new Rig().open();
    await rig.people.dial('2001', '0030 99');
    expect(await rig.told()).toEqual([
      'serviceInitiated 2001 newCall',
      'originated 2001 newCall',
      'networkReached T1 newCall',
    ]);
    expect(await rig.told(3_000)).toEqual(['delivered T1 newCall', 'established T1 normal']);
    await rig.people.dial('2002', '+49 30 1101');
    expect((await rig.told(1_010)).at(-1)).toBe('failed T2 busy');
    expect((await rig.told(10_010)).at(-1)).toMatch(/^callCleared \d+ busy/);
    await rig.people.dial('2003', '+49 30 1201');
    await rig.told(60_000);
    await rig.people.answerOutside(rig.at('2003').call);
    expect(await rig.told()).toEqual(['established T2 normal']);
  });

  it('to a number that nobody has fails where it was dialled', async () => {
    const rig = await new Rig().open();
    await rig.people.dial('2001', '2999');
    expect((await rig.told()).at(-1)).toBe('failed 2001 numberUnallocated');
    expect(rig.states()).toEqual(['2001 failed']);
    await rig.people.hangUp('2001');
    expect(rig.states()).toEqual([]);
  });

  it('to itself is busy', async () => {
    const rig = await new Rig().open();
    await rig.people.dial('2001', '2001');
    expect((await rig.told()).at(-1)).toBe('failed 2001 busy');
  });
});
