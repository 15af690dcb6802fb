import { expect, test } from 'vitest';
import { dialingNumber } from '../model/identifiers.ts';
import { wireRecord } from './call-detail.ts';

const party = (value: string) => ({ device: dialingNumber(value) });

test('who called whom depends on the direction', () => {
  const told = { device: '2001', trunk: 'T1', number: '030123', name: 'Eva', raw: '' };
  const other = { ...party('030123'), name: 'Eva' };
  expect(wireRecord({ ...told, direction: 'in' }, 1)).toEqual({
    recordNumber: 1,
    callingDevice: other,
    calledDevice: party('2001'),
    associatedCallingDevice: party('T1'),
  });
  expect(wireRecord({ ...told, direction: 'in', calledNumber: '5552001' }, 2)).toMatchObject({
    calledDevice: party('5552001'),
    associatedCalledDevice: party('2001'),
  });
  expect(wireRecord({ ...told, direction: 'out' }, 3)).toEqual({
    recordNumber: 3,
    callingDevice: party('2001'),
    calledDevice: other,
    associatedCalledDevice: party('T1'),
  });
});

test('times are digits: moments in UTC, local times as the switch has them', () => {
  const times = [
    ['2024-03-01T10:03', '20240301100300'],
    ['2024-03-01T10:03:59', '20240301100359'],
    ['2024-03-01T10:03:59.500Z', '20240301100359Z'],
    ['2024-03-01T01:03:00+02:00', '20240229230300Z'],
    ['2024-03-01', '20240301000000'],
    ['2024-99-01T10:03:00Z', undefined],
  ];
  for (const [startedAt, startTime] of times) {
    expect(wireRecord({ raw: '', startedAt: startedAt ?? '' }, 1).startTime).toBe(startTime);
  }
  expect(
    wireRecord({ raw: '', durationMs: 5, cost: 'EUR1.20', accountCode: '7' }, 1),
  ).toMatchObject({ durationMs: 5, charge: 'EUR1.20', accountCode: '7' });
});
