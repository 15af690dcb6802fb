import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../src/spi/call-record.ts';
import { demoSettings } from '../demo.ts';
import { Rig } from './rig.ts';

async function open(devices?: readonly string[]): Promise<Rig> {
  return new Rig({ ...demoSettings, callRecords: true }).open(devices);
}

/** The records printed since last asked, once `ms` have passed. */
async function records(rig: Rig, ms = 5): Promise<CallRecord[]> {
  const events = await rig.events(ms);
  return events.flatMap((event) => (event.event === 'callRecord' ? [event.record] : []));
}

describe('the call-record printer', () => {
  it('tells of an answered call from outside: who, how long it rang, how long they talked', async () => {
    const rig = await open();
    const { call } = await rig.people.dialIn({ from: '+49301234567', to: '2001' });
    await rig.clock.advance(4_000);
    await rig.people.answer('2001');
    await rig.clock.advance(60_000);
    await rig.people.hangUpOutside(call);
    const [record, ...more] = await records(rig);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      device: '2001',
      trunk: 'T1',
      direction: 'in',
      number: '+49301234567',
      calledNumber: '2001',
      ringMs: 4_000,
      durationMs: 60_000,
    });
    const { startedAt = '', endedAt = '', raw } = record as CallRecord;
    expect(Date.parse(endedAt) - Date.parse(startedAt)).toBe(64_000);
    expect(raw).toBe(`${startedAt},${endedAt},2001,T1,in,+49301234567,4000,60000,`);
  });

  it('tells of a call from outside that nobody answered', async () => {
    const rig = await open();
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    expect(await records(rig, 70_000)).toMatchObject([
      { device: '2001', direction: 'in', ringMs: 60_000, durationMs: 0 },
    ]);
  });

  it('tells of a call to outside that fails, once its tone has ended', async () => {
    const rig = await open();
    await rig.people.dial('2001', '+49301101');
    expect(await records(rig, 2_000)).toEqual([]);
    const [record] = await records(rig, 20_000);
    expect(record).toMatchObject({ device: '2001', trunk: 'T1', direction: 'out', durationMs: 0 });
    expect(record?.ringMs).toBeUndefined();
  });

  it('tells of a call to outside with the number dialled', async () => {
    const rig = await open();
    await rig.people.dial('2001', '+49405550');
    expect(await records(rig, 60_000)).toMatchObject([
      { device: '2001', trunk: 'T1', direction: 'out', durationMs: 30_000 },
    ]);
  });

  it('tells of a call within the house, and not of a phone that was only lifted', async () => {
    const rig = await open();
    await rig.people.dial('2001', '2002');
    await rig.people.answer('2002');
    await rig.clock.advance(1_000);
    await rig.people.hangUp('2002');
    const [record, ...more] = await records(rig);
    expect(more).toEqual([]);
    expect(record).toMatchObject({ device: '2001', direction: 'internal', number: '2002' });
    expect(record).not.toHaveProperty('trunk');
    await rig.ask('makeCall', { callingDevice: '2001', calledNumber: '2002' });
    await rig.people.hangUp('2001');
    expect(await records(rig)).toMatchObject([{ direction: 'internal', durationMs: 0 }]);
  });

  it('tells of both calls that a transfer ends, and of the one that it makes', async () => {
    const rig = await open();
    const call = await rig.talking('2001');
    const existingCall = rig.at('2001');
    await rig.ask('consultationCall', { existingCall, consultedNumber: '2002' });
    await rig.people.answer('2002');
    const [heldCall, activeCall] = [rig.at('2001', 'held'), rig.at('2001', 'connected')];
    await rig.ask('transferCall', { heldCall, activeCall });
    expect(
      (await records(rig)).map(({ direction, conditionCode }) => [direction, conditionCode]),
    ).toEqual([
      ['in', 'TR'],
      ['internal', 'TR'],
    ]);
    await rig.clock.advance(9_995);
    await rig.people.hangUpOutside(call);
    const [last, ...more] = await records(rig);
    expect(more).toEqual([]);
    expect(last).toMatchObject({ device: '2002', direction: 'in', number: '+49301234567' });
    expect(last?.conditionCode).toBeUndefined();
  });

  it('prints whatever is monitored, and nothing at all unless it is set up', async () => {
    const unmonitored = await open([]);
    await unmonitored.people.dial('2001', '2002');
    await unmonitored.people.hangUp('2001');
    expect(await unmonitored.told()).toEqual(['callRecord 2001']);
    const silent = await new Rig().open([]);
    await silent.people.dial('2001', '2002');
    await silent.people.hangUp('2001');
    expect(await silent.told()).toEqual([]);
  });
});
