import { expect, test } from 'vitest';
import type { CallControlEvent } from '../../../src/spi/switch-event.ts';
import { CallPicture, type Impact } from './call-picture.ts';

const PARTIES = { callingDevice: {}, calledDevice: {}, cause: 'normal' } as const;

function delivered(call: string, device: string, from: string): CallControlEvent {
  return {
    ...PARTIES,
    event: 'delivered',
    connection: { call, device },
    alertingDevice: { device },
    originatingConnection: { call, device: from },
  };
}

function cleared(call: string, device: string): CallControlEvent {
  return {
    event: 'connectionCleared',
    cause: 'normal',
    connection: { call, device },
    releasingDevice: {},
  };
}

const told = ({ audience }: Impact): string[] => [...audience];

test('whoever leaves hears of it, and then only those who stay', () => {
  const picture = new CallPicture((device) => device !== 'T1');
  expect(told(picture.apply(delivered('1', 'A', 'T1')))).toEqual(['A']);
  expect(told(picture.apply(delivered('1', 'B', 'T1')))).toEqual(['A', 'B']);
  const left = picture.apply(cleared('1', 'A'));
  expect(told(left)).toEqual(['A', 'B']);
  expect([left.stateOf('A'), left.stateOf('B')]).toEqual(['null', 'alerting']);
  expect(told(picture.apply(cleared('1', 'T1')))).toEqual(['B']);
});

test('where nobody monitored is left, those who heard last hear the rest', () => {
  const picture = new CallPicture((device) => device === 'A');
  picture.apply(delivered('1', 'A', 'T1'));
  picture.apply(delivered('2', 'T2', 'A'));
  const joined = picture.apply({
    event: 'transferred',
    cause: 'transfer',
    primaryOldCall: { call: '2', device: 'A' },
    secondaryOldCall: { call: '1', device: 'A' },
    byDevice: { device: 'A' },
    addedDevice: {},
    connections: [
      { oldConnection: { call: '1', device: 'T1' }, newConnection: { call: '3', device: 'T1' } },
      { oldConnection: { call: '2', device: 'T2' }, newConnection: { call: '3', device: 'T2' } },
    ],
  });
  expect(told(joined)).toEqual(['A']);
  expect(joined.ended).toEqual(['2', '1']);
  expect(joined.stateOf('A')).toBe('null');
  expect(told(picture.apply(cleared('3', 'T1')))).toEqual(['A']);
  const over = picture.apply({ event: 'callCleared', cause: 'normal', call: '3' });
  expect(told(over)).toEqual(['A']);
  expect(picture.calls).toEqual([]);
});

test('a device with two parts in a call hears of the part that an event is about', () => {
  const picture = new CallPicture((device) => device === 'T1');
  picture.apply(delivered('1', 'T1', 'A'));
  picture.apply(delivered('1', 'T1~2', 'A'));
  const answered = picture.apply({
    ...PARTIES,
    event: 'established',
    connection: { call: '1', device: 'T1~2' },
    answeringDevice: {},
  });
  expect(told(answered)).toEqual(['T1']);
  expect(answered.stateOf('T1')).toBe('connected');
});

test('a snapshot adds who is not known and leaves what events have told', () => {
  const picture = new CallPicture((device) => device === 'A');
  picture.apply(delivered('1', 'A', 'T1'));
  const seen = (device: string, state: 'alerting' | 'connected' | 'null') => ({
    connection: { call: '1', device },
    state,
    party: {},
  });
  picture.adopt([
    { call: '1', connections: [seen('A', 'connected'), seen('B', 'alerting'), seen('C', 'null')] },
  ]);
  const impact = picture.apply(cleared('1', 'T1'));
  expect(['A', 'B', 'C'].map((device) => impact.stateOf(device))).toEqual([
    'alerting',
    'alerting',
    'null',
  ]);
});

test('a call identifier that is used again brings nobody from the call before', () => {
  const monitored = new Set(['A']);
  const picture = new CallPicture((device) => monitored.has(device));
  picture.apply(delivered('1', 'A', 'B'));
  picture.apply(cleared('1', 'A'));
  monitored.add('B').add('C');
  expect(picture.isInSight('1')).toBe(true);
  monitored.delete('B');
  const begun = picture.apply({
    event: 'serviceInitiated',
    cause: 'newCall',
    connection: { call: '1', device: 'C' },
    initiatingDevice: {},
  });
  monitored.add('B');
  expect([told(begun), begun.origin?.device]).toEqual([['C'], 'C']);
  expect(told(picture.apply(cleared('1', 'C')))).toEqual(['C']);
});

test('what was told of a call before its monitor stopped is forgotten with the next snapshot', () => {
  const monitored = new Set(['A']);
  const picture = new CallPicture((device) => monitored.has(device));
  picture.apply(delivered('1', 'A', 'B'));
  monitored.delete('A');
  picture.adopt([]);
  monitored.add('A');
  expect([picture.isInSight('1'), picture.calls]).toEqual([false, []]);
});
