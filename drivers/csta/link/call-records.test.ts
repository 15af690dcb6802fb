import { describe, expect, it } from 'vitest';
import { dialingNumber, type WireParty } from '../model/identifiers.ts';
import { callRecordOf } from './call-records.ts';

const OWN = new Set(['2001', '2002', '71']);

function party(number: string, name?: string): WireParty {
  return { device: dialingNumber(number), ...(name === undefined ? {} : { name }) };
}

function recordOf(record: Parameters<typeof callRecordOf>[0]) {
  return callRecordOf(record, (device) => OWN.has(device));
}

describe('a call detail record of the switch', () => {
  it('of a call from outside names who took it, who called, and on which line', () => {
    const record = recordOf({
      callingDevice: party('+4930123', 'Max'),
      calledDevice: party('2001', 'Ada'),
      associatedCallingDevice: party('T1'),
      associatedCalledDevice: party('T2'),
      durationMs: 60_000,
    });
    expect(record).toMatchObject({
      ...{ direction: 'in', device: '2001', number: '+4930123', name: 'Max', trunk: 'T1' },
      durationMs: 60_000,
    });
  });

  it('of a call to outside names who made it, what was dialled, and on which line', () => {
    const record = recordOf({
      callingDevice: party('2001', 'Ada'),
      calledDevice: party('0301', 'Max'),
      associatedCallingDevice: party('T1'),
      associatedCalledDevice: party('71'),
    });
    expect(record).toMatchObject({
      ...{ direction: 'out', device: '2001', number: '0301', name: 'Max', trunk: '71' },
    });
  });

  it('of a call in the house is of whoever made it, and of two strangers nobody’s', () => {
    const inside = recordOf({ callingDevice: party('2001'), calledDevice: party('2002') });
    expect(inside).toMatchObject({ direction: 'internal', device: '2001', number: '2002' });
    const strange = recordOf({ callingDevice: party('01'), calledDevice: party('02') });
    expect(Object.keys(strange).toSorted()).toEqual(['number', 'raw']);
  });

  it.each([
    ['20260301100305', '2026-03-01T10:03:05'],
    ['202603011003', '2026-03-01T10:03'],
    ['20260301100305Z', '2026-03-01T10:03:05Z'],
    ['20260301100305+0130', '2026-03-01T10:03:05+01:30'],
    ['yesterday', 'yesterday'],
  ])('that began at %s is of %s', (startTime, startedAt) => {
    expect(recordOf({ startTime, endTime: startTime })).toMatchObject({
      startedAt,
      endedAt: startedAt,
    });
  });

  it('keeps cost, account and condition as the switch wrote them, and itself as raw', () => {
    const bare = { charge: '0,42', accountCode: '007', cause: 'transferred' };
    expect(recordOf(bare)).toEqual({
      ...{ cost: '0,42', accountCode: '007', conditionCode: 'transferred' },
      raw: JSON.stringify(bare),
    });
    expect(recordOf({ raw: '3000' })).toEqual({ raw: '3000' });
  });
});
