import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import { checkDriver } from '../../../src/spi/conformance/index.ts';
import { paperModule } from './testing/paper-bench.ts';

/** What a board pulled out takes along, and what the SPI has no service for here. */
const NOWHERE = ['link-cut', 'lost-response', 'open-unreachable', 'reopened'];
const NO_SERVICE = ['do-not-disturb', 'forwarding', 'monitor-running-call', 'monitors', 'park'];
const NO_NUMBER = ['out-of-service', 'pickup'];

async function findings(at: 'phones' | 'media') {
  const { checks } = await checkDriver(paperModule(at), { clock: new SystemClock() });
  return {
    violations: checks.flatMap(({ id, violations }) =>
      violations.map(({ rule, message }) => `${id}: ${rule}: ${message}`),
    ),
    passed: checks.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id),
    skipped: checks.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id),
  };
}

describe('the conformance kit over a board of paper', () => {
  it('finds nothing at telephones', async () => {
    const { violations, skipped } = await findings('phones');
    expect(violations).toEqual([]);
    const expected = [...NOWHERE, ...NO_SERVICE, ...NO_NUMBER, 'answer-call'];
    expect(skipped.toSorted()).toEqual(expected.toSorted());
  });

  it('finds nothing at media extensions', async () => {
    const { violations, passed } = await findings('media');
    expect(violations).toEqual([]);
    expect(passed).toContain('answer-call');
  });
});
