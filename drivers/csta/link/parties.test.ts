import { describe, expect, it } from 'vitest';
import type { DeviceForm } from '../model/identifiers.ts';
import { partyOf, spokenOf } from './parties.ts';

const isOwn = (device: string): boolean => device === '7049';

function hex(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase();
}

function spoken(value: string, form: DeviceForm = 'dialingNumber') {
  return spokenOf({ form, value });
}

describe('a device identifier as people read it', () => {
  it.each([
    ['N<7049>Ada', { number: '7049', name: 'Ada' }],
    ['N<7049>', { number: '7049' }],
    ['N<>Ada', { number: '', name: 'Ada' }],
    ['N<7049>Ada <ext> N<1>', { number: '7049', name: 'Ada <ext> N<1>' }],
    ['N<tel:+4930123;ext=1>Ada', { number: 'tel:+4930123;ext=1', name: 'Ada' }],
    ['N123', { number: '123' }],
    ['N+4930*1#', { number: '+4930*1#' }],
  ])('%s is number and name in one text (ECMA-269 §12.3.10)', (text, expected) => {
    expect(spoken(text)).toEqual(expected);
    expect(spoken(hex(text), 'other')).toEqual(expected);
  });

  it.each([
    ['tel:+4930123', '+4930123'],
    ['TEL:7049;phone-context=x', '7049'],
  ])('%s is the number in a tel: URI (RFC 3966)', (text, number) => {
    expect(spoken(text)).toEqual({ number });
  });

  it.each(['7049', 'telly', 'Nord', 'N', 'N<7049', 'n123', ''])(
    '%s is a number as it stands, so that the switch knows it again',
    (text) => expect(spoken(text)).toEqual({ number: text }),
  );

  it('a device number is marked, since 12 and the digits 12 may be two devices', () => {
    expect(spoken('12', 'deviceNumber')).toEqual({ number: '#12' });
    expect(spoken('12', 'implicitPrivate')).toEqual({ number: '12' });
  });

  it.each(['', '00', '0A31', 'FF', 'C3', '3132EDA080'])(
    'the octets %s are no text and stay hexadecimal',
    (octets) => expect(spoken(octets, 'other')).toEqual({ number: `=${octets}` }),
  );

  it('a name for one call only is never taken for text, whatever its octets say', () => {
    expect(spoken(hex('7049'), 'dynamic')).toEqual({ number: `=${hex('7049')}` });
  });

  it('a name holds what the switch put there, line ends and marks of direction too', () => {
    const name = 'Eve\n\u202E\u0000"};--';
    expect(spoken(`N<1>${name}`)).toEqual({ number: '1', name });
  });
});

describe('a party', () => {
  const at = (value: string, form: DeviceForm = 'dialingNumber') => ({ device: { form, value } });

  it('is a device where the switch has it, and a number in any case', () => {
    expect(partyOf(at('7049'), isOwn)).toEqual({ device: '7049', number: '7049' });
    expect(partyOf(at('0301'), isOwn)).toEqual({ number: '0301' });
  });

  it('has the name beside its number, and rather the one within', () => {
    const name = 'outside';
    expect(partyOf({ ...at('0301'), name }, isOwn)).toEqual({ number: '0301', name });
    expect(partyOf({ ...at('N<7049>Ada'), name }, isOwn)).toMatchObject({ name: 'Ada' });
  });

  it('has no number where there is none to dial', () => {
    expect(partyOf(at('00FF', 'other'), isOwn)).toEqual({});
    expect(partyOf(at('N<>Ada'), isOwn)).toEqual({ name: 'Ada' });
  });

  it('is nobody where the switch does not say who, or may not', () => {
    expect(partyOf(undefined, isOwn)).toEqual({});
    expect(partyOf({ status: 'restricted' }, isOwn)).toEqual({});
    expect(partyOf({ status: 'notKnown', name: 'Ada' }, isOwn)).toEqual({ name: 'Ada' });
  });
});
