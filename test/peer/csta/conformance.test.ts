import { describe, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import { CHECKS, checkDriver } from '../../../src/spi/conformance/index.ts';
import { DEVICES } from '../../../drivers/csta/testing/kit-bench.ts';
import { missingSocat } from './pty.ts';
import { realModule, type RealOptions } from './real-bench.ts';

/** In a room of one's own the switch has said everything after so long. */
const PATIENCE = { quietMs: 50, checkMs: 90_000 };

/** V.24 with short timers, each some times as long as the one that it stands behind. */
const V24 = {
  keepAliveMs: 300,
  requestTimeoutMs: 3_000,
  framing: {
    kind: 'hipath-v24',
    enquiryMs: 300,
    secondEnquiryMs: 600,
    giveUpMs: 1_500,
    quietMs: 50,
    nakQuietMs: 20,
  },
};
const XML = { keepAliveMs: 300, requestTimeoutMs: 2_500 };
const NOISE = { flip: 0.0003, lose: 0.0001, double: 0.0001 };

/**
 * A cable that is pulled is silence to this framing: requests time out before the link is lost, and a cut
 * shorter than two of these times does not end it.
 */
const NOT_ON_PLAIN_LINE = ['link-cut', 'reopened'];

interface Line extends Omit<RealOptions, 'patience'> {
  readonly without?: readonly string[];
}

const TCP: Readonly<Record<string, Line>> = {
  'phase I': named('generic-phase1', { requestTimeoutMs: 3_000 }),
  'phase II': named('generic-phase2', { requestTimeoutMs: 3_000 }),
  'phase III': { settings: { profile: 'generic-phase3', requestTimeoutMs: 3_000 }, medium: 'tcp' },
  XML: { settings: { profile: 'generic-xml', requestTimeoutMs: 3_000 }, medium: 'tcp' },
};

const SERIAL: Readonly<Record<string, Line>> = {
  'phase I': { ...named('generic-phase1', V24), medium: 'serial' },
  'phase II': { ...named('generic-phase2', V24), medium: 'serial' },
  'phase III': { settings: { profile: 'generic-phase3', ...V24 }, medium: 'serial' },
  'phase III with noise': {
    settings: { profile: 'generic-phase3', ...V24 },
    medium: 'serial',
    noise: NOISE,
  },
  XML: {
    settings: { profile: 'generic-xml', ...XML },
    medium: 'serial',
    without: NOT_ON_PLAIN_LINE,
  },
};

/** Phases in which a switch does not list its devices. */
function named(profile: string, settings: object): Line {
  return { settings: { profile, devices: DEVICES, ...settings }, medium: 'tcp' };
}

/** The kit in real time: what it finds, and how many checks could be tried. */
async function findings({ without = [], ...options }: Line) {
  const report = await checkDriver(realModule({ ...options, patience: PATIENCE }), {
    clock: new SystemClock(),
    only: CHECKS.map(({ id }) => id).filter((id) => !without.includes(id)),
  });
  const violations = report.checks.flatMap(({ id, violations: found }) =>
    found.map(({ rule, message }) => `${id}: ${rule}: ${message}`),
  );
  return { violations, passed: report.passed };
}

const noSerial = missingSocat() !== undefined;

describe.concurrent('the conformance kit', { timeout: 240_000 }, () => {
  it.for(Object.entries(TCP))('over real TCP: %s', async ([, line], { expect }) => {
    const { violations, passed } = await findings(line);
    expect(violations).toEqual([]);
    expect(passed).toBeGreaterThan(45);
  });

  it.skipIf(noSerial).for(Object.entries(SERIAL))(
    'over a real serial line: %s',
    async ([, line], { expect }) => {
      const { violations, passed } = await findings(line);
      expect(violations).toEqual([]);
      expect(passed).toBeGreaterThan(45);
    },
  );
});
