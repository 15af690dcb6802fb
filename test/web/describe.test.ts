import { describe, expect, it } from 'vitest';
import type { OwnCall } from '../../web/toolbar/calls.ts';
import { diallable, duration, formatNumber, personOf } from '../../web/toolbar/describe.ts';
import { readLike } from '../../web/toolbar/matching.ts';
import { readLink } from '../../web/toolbar/link.ts';
import { OWN, aCall, aPop, part } from './told.ts';

function own(id: string, state: OwnCall['own']['state'], over: Partial<OwnCall> = {}): OwnCall {
  return {
    call: aCall(id, { startedAt: `2026-01-01T10:00:0${id.length}Z` }),
    own: part(OWN, state),
    pop: undefined,
    before: undefined,
    mayBeRecalled: false,
    ...over,
  };
}

describe('numbers', () => {
  it.each([
    ['+49301234567', '+49 301 234 567'],
    ['+12125550147', '+1 212 555 0147'],
    ['+35312345678', '+353 123 456 78'],
    ['2001', '2001'],
    ['030 1234', '030 1234'],
  ])('%s is shown as %s', (number, shown) => {
    expect(formatNumber(number)).toBe(shown);
  });

  it.each([
    ['callback', '+49 170 1234567', '+49 170 1234567'],
    ['callback', 'tel:+491701234567', '+491701234567'],
    ['phone', '2002', '2002'],
    ['mobile', '0170/1234567', '0170/1234567'],
    ['order', '4711', undefined],
    ['order', '2026-000123', undefined],
    ['phone', { a: 1 }, undefined],
  ])('%s %s can be dialled as %s', (key, value, number) => {
    expect(diallable(key, value)).toBe(number);
  });
});

describe('who a call is with', () => {
  const contact = (id: string, name: string) => ({ id, name, numbers: [], fields: {} });
  const matches = [
    { contact: contact('c1', 'Erika'), confidence: 1 },
    { contact: contact('c2', 'Max'), confidence: 1 },
  ];

  it('is the one customer with the number', () => {
    const pop = aPop(aCall('a'), { matches: matches.slice(0, 1) });
    expect(personOf(own('a', 'alerting', { pop }))).toEqual({
      name: 'Erika',
      number: '+49301234567',
    });
  });

  it('is the name from the network where several have it, until one is chosen', () => {
    const pop = aPop(aCall('a'), { matches });
    expect(personOf(own('a', 'alerting', { pop })).name).toBe('MUSTERMANN');
    const call = aCall('a', { data: { contact: 'c2' } });
    expect(personOf(own('a', 'alerting', { pop, call })).name).toBe('Max');
  });

  it('is whoever was called where this phone calls', () => {
    const call = aCall('a', {
      calling: { device: OWN, number: '2001' },
      called: { device: 'demo:2002', number: '2002', name: 'Grace' },
    });
    expect(personOf(own('a', 'connected', { call }))).toEqual({ name: 'Grace', number: '2002' });
  });
});

describe('small things', () => {
  it('writes durations', () => {
    expect([-5, 61_000, 3_723_000].map(duration)).toEqual(['0:00', '1:01', '1:02:03']);
  });

  it('keeps the kind of an edited value where it can', () => {
    expect(readLike('4711', '12')).toBe('12');
    expect(readLike(4711, '12')).toBe(12);
    expect(readLike({ a: 1 }, '{"a":2}')).toEqual({ a: 2 });
    expect(readLike(true, 'perhaps')).toBe('perhaps');
  });

  it('reads the link that signs in', () => {
    expect(readLink('#token=abc&device=demo:2001')).toEqual({ token: 'abc', device: 'demo:2001' });
    expect(readLink('#section')).toEqual({});
  });
});
