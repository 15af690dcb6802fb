import { describe, expect, it } from 'vitest';
import { CAUSES, isFailure } from '../../src/spi/index.ts';
import { hangupCause } from './cause-map.ts';

describe('hang-up causes', () => {
  it('says every Q.850 value in a word of the SPI and keeps the raw one beside it', () => {
    for (let value = 0; value <= 127; value += 1) {
      const cause = hangupCause(value, 'text');
      expect(CAUSES).toContain(cause.cause);
      expect(cause.rawCause).toBe(`${value} text`);
      expect(cause.q850).toBe(value === 0 ? undefined : value);
    }
  });

  it.each([
    [16, undefined, 'normalClearing'],
    [17, 486, 'busy'],
    [19, 480, 'callNotAnswered'],
    [1, 404, 'numberUnallocated'],
    [34, 503, 'trunksBusy'],
    [127, 487, 'callCancelled'],
    [99, undefined, 'unknown'],
  ])('%i with SIP %s is %s', (q850, sip, cause) => {
    expect(hangupCause(q850, '', sip)).toMatchObject({ cause, q850 });
    expect(hangupCause(q850, '', sip).sip).toBe(sip);
  });

  it('tells failures from a caller who gives up', () => {
    expect([16, 127, 26].map(isFailure)).toEqual([false, false, false]);
    expect([1, 17, 19, 34].map(isFailure)).toEqual([true, true, true, true]);
  });
});
