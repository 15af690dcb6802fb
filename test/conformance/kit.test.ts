import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/base/clock.ts';
import { realWait, type Bench, type DriverModule } from '../../src/spi/conformance/bench.ts';
import { RULES } from '../../src/spi/conformance/rules.ts';
import { checkDriver } from '../../src/spi/conformance/runner.ts';
import { BROKEN_DRIVERS } from './broken-drivers.ts';
import * as simulated from './simulated.ts';

const clock = new SystemClock();

describe('the conformance kit', () => {
  it('passes the simulated switch in every check that it does not skip', async () => {
    const report = await checkDriver(simulated, { clock });
    const failed = report.checks.filter(({ outcome }) => outcome === 'fail');
    expect(failed).toEqual([]);
    const skipped = report.checks.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped.map(({ id, reason }) => [id, reason])).toEqual([
      ['unsupported-service', 'the link has every service'],
    ]);
  });

  it('passes a switch that lacks services, and tries that they are refused', async () => {
    const without = ['deflectCall', 'parkCall', 'clearCall', 'directedPickupCall'];
    const report = await checkDriver(withSettings({ without }), { clock });
    expect(report.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    const skipped = report.checks.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'clearCall is not in capabilities',
      'deflectCall is not in capabilities',
      'directedPickupCall is not in capabilities',
      'parkCall is not in capabilities',
    ]);
  });

  it.each([
    ['at once', { responseMs: 0, eventMs: 0 }],
    ['slowly', { responseMs: 200, eventMs: 90 }],
    ['with its events long before its answers', { responseMs: 400, eventMs: 1 }],
  ])('passes a switch that answers %s', async (_, link) => {
    const report = await checkDriver(withSettings({ link }), { clock });
    expect(report.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  it('passes a switch that prints a record of every call, whatever is monitored', async () => {
    const report = await checkDriver(withSettings({ callRecords: true }), { clock });
    expect(report.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  it('passes the simulated switch in real time', async () => {
    const until = realWait(clock);
    const module = onBench((bench) => ({ ...bench, clock, until, patience: { quietMs: 20 } }));
    const report = await checkDriver(module, { clock, only: ['internal', 'transfer'] });
    expect(report).toMatchObject({ passed: 2, failed: 0, skipped: 0 });
  });

  it('gives the same report again for the same seed', async () => {
    const options = { clock, seed: 7, only: ['transfer', 'burst'] };
    const first = await checkDriver(simulated, options);
    expect(JSON.stringify(await checkDriver(simulated, options))).toBe(JSON.stringify(first));
  });
});

/** The simulated switch with other settings on its bench. */
function withSettings(settings: object): DriverModule {
  return onBench((bench) => {
    return { ...bench, settings: { ...(bench.settings as object), ...settings } };
  });
}

/** The simulated switch on another bench. */
function onBench(change: (bench: Bench) => Bench): DriverModule {
  return {
    driver: simulated.driver,
    conformance: {
      async createBench(options) {
        return change(await simulated.conformance.createBench(options));
      },
    },
  };
}

describe('the conformance kit fails a driver that', () => {
  it.each(BROKEN_DRIVERS)('breaks one thing: $name', async ({ name, check, rule, words }) => {
    const module = (await import(`./broken/${name}.ts`)) as DriverModule;
    const { checks } = await checkDriver(module, { clock, only: [check] });
    const violations = checks[0]?.violations ?? [];
    expect(violations.map((one) => one.rule)).toContain(rule);
    const messages = violations.filter((one) => one.rule === rule).map(({ message }) => message);
    expect(messages.join('\n')).toMatch(words);
  });

  it('breaks any rule, but for those that the tests of the observer and of the runner break', () => {
    const broken = new Set<string>(BROKEN_DRIVERS.map(({ rule }) => rule));
    expect(Object.keys(RULES).filter((rule) => !broken.has(rule))).toEqual([
      'event-after-end',
      'event-malformed',
      'mapping-split',
      'snapshot-untold',
      'open-failed',
      'check-overdue',
      'bench-failed',
    ]);
  });

  it('is in the folder of broken drivers: each is in the table', () => {
    const folder = new URL('broken/', import.meta.url);
    const files = readdirSync(folder).filter((file) => file !== 'broken-link.ts');
    const wanted = BROKEN_DRIVERS.map(({ name }) => `${name}.ts`);
    expect(files.toSorted()).toEqual(wanted.toSorted());
  });
});
