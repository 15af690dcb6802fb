import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import { checkDriver } from '../../../src/spi/conformance/index.ts';
import { DEVICES, kitModule, type KitOptions } from '../testing/kit-bench.ts';
import { lineNoise } from '../transport/line-noise.ts';

/** What the kit finds and what it could not try, each with the check. */
async function findings(options: KitOptions, seed = 1) {
  const { checks } = await checkDriver(kitModule(options), { clock: new SystemClock(), seed });
  return {
    violations: checks.flatMap(({ id, violations }) =>
      violations.map(({ rule, message }) => `${id}: ${rule}: ${message}`),
    ),
    skipped: checks.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id),
  };
}

const NOT_IN_PHASE_3 = ['caller-digits', 'unsupported-service'];
const NOT_IN_PHASE_2 = ['correlator', 'consultation-correlator', 'digits', 'caller-digits'];
const NOT_IN_PHASE_1 = [...NOT_IN_PHASE_2, 'single-step-transfer', 'park'];

/** What a phase or a switch has no words for, and so cannot be tried. */
const PROFILES = [
  ['generic-phase1', NOT_IN_PHASE_1],
  ['generic-phase2', NOT_IN_PHASE_2],
  ['generic-phase3', NOT_IN_PHASE_3],
  ['generic-xml', NOT_IN_PHASE_3],
  ['panasonic-kx', NOT_IN_PHASE_3],
  ['hipath-3000', NOT_IN_PHASE_3],
  ['omnipcx-office', NOT_IN_PHASE_2],
  ['md110-applink', [...NOT_IN_PHASE_1, 'clear-call']],
] as const;

/** The phases in BER, and the maker whose line it is. */
const SERIAL = PROFILES.filter(([profile]) => /phase|hipath/.test(profile));
const PHASES = PROFILES.filter(([profile]) => profile.includes('phase'));

/** Most switches do not list their devices: the settings name them. */
function settingsOf(profile: string) {
  const isListed = profile === 'generic-phase3' || profile === 'generic-xml';
  return { profile, ...(isListed ? {} : { devices: DEVICES }) };
}

/** V.24 frames with short timers, so that a repair takes no time to speak of. */
function serialSettingsOf(profile: string) {
  return {
    ...settingsOf(profile),
    keepAliveMs: 1_000,
    requestTimeoutMs: 20_000,
    framing: {
      kind: 'hipath-v24',
      enquiryMs: 300,
      secondEnquiryMs: 600,
      giveUpMs: 6_000,
      quietMs: 50,
      nakQuietMs: 20,
    },
  };
}

const TCP_PATIENCE = { quietMs: 50 };
const SERIAL_PATIENCE = {
  eventMs: 60_000,
  answerMs: 120_000,
  lossMs: 120_000,
  quietMs: 100,
  checkMs: 60_000,
};

function sorted(names: readonly string[]): string[] {
  return names.toSorted();
}

describe('the conformance kit over a cable in memory', () => {
  it.for(PROFILES)('%s over TCP', async ([profile, untried]) => {
    const settings = settingsOf(profile);
    const found = await findings({ settings, medium: 'tcp', patience: TCP_PATIENCE });
    expect(found.violations).toEqual([]);
    expect(sorted(found.skipped)).toEqual(sorted(untried));
  });

  it.for(SERIAL)('%s over a serial line', async ([profile, untried]) => {
    const settings = serialSettingsOf(profile);
    const found = await findings({ settings, medium: 'serial', patience: SERIAL_PATIENCE });
    expect(found.violations).toEqual([]);
    expect(sorted(found.skipped)).toEqual(sorted(untried));
  });

  it.for(PHASES)('%s over a serial line that flips, loses and doubles octets', async (one) => {
    const [profile, untried] = one;
    const rates = { flip: 0.0005, lose: 0.0001, double: 0.0001 };
    let spoilt = 0;
    const found = await findings({
      settings: serialSettingsOf(profile),
      medium: 'serial',
      noise: (random) => {
        const noise = lineNoise(random, rates);
        return (octets) => {
          const passed = noise(octets);
          if (Buffer.compare(passed, octets) !== 0) spoilt += 1;
          return passed;
        };
      },
      patience: SERIAL_PATIENCE,
    });
    expect(found.violations).toEqual([]);
    expect(sorted(found.skipped)).toEqual(sorted(untried));
    expect(spoilt).toBeGreaterThan(20);
  });
});
