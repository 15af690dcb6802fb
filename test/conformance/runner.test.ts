import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/base/clock.ts';
import { CrosspointError } from '../../src/base/errors.ts';
import { CHECKS } from '../../src/spi/conformance/all-checks.ts';
import type { DriverModule } from '../../src/spi/conformance/bench.ts';
import { formatReport, type CheckResult } from '../../src/spi/conformance/kit-report.ts';
import type { RuleId } from '../../src/spi/conformance/rules.ts';
import { checkDriver } from '../../src/spi/conformance/runner.ts';
import type { SwitchEvent } from '../../src/spi/switch-event.ts';
import { delivered } from './facts.ts';
import { PaperLink, paperModule } from './paper-switch.ts';

const clock = new SystemClock();
const paper = paperModule((context) => new PaperLink(context));

describe('a run of the kit', () => {
  it('passes what a driver does right and skips the rest, each with its reason', async () => {
    const report = await checkDriver(paper, { clock });
    expect(report.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(report.passed).toBeGreaterThan(5);
    expect(report.passed + report.skipped).toBe(CHECKS.length);
    for (const { outcome, reason } of report.checks) {
      expect(reason === undefined).toBe(outcome === 'pass');
    }
  });

  it('says which hand the bench lacks, and why', async () => {
    const module = paperModule((context) => new PaperLink(context), {
      missing: { dialIn: 'no SIP trunk is configured' },
    });
    const result = await only(module, 'caller-told');
    expect(result.reason).toBe('the bench has no dialIn: no SIP trunk is configured');
  });

  it('is data that survives JSON', async () => {
    const report = await checkDriver(paper, { clock, only: ['open', 'settings', 'burst'] });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('reads well', async () => {
    const module = paperModule((context) => new DeadLink(context));
    const text = formatReport(await checkDriver(module, { clock, only: ['probe', 'burst'] }));
    expect(text).toBe(
      [
        '  FAIL probe: A probe resolves while the switch is alive',
        '        open-failed: open rejected with CrosspointError "transport-failed: no carrier"',
        '          (contract, Life)',
        '  skip burst: Fifty calls in a burst are told each to its end, and none is mixed up or left over',
        '        skipped: the bench has no dialIn',
        '',
        'paper: 0 passed, 1 failed, 1 skipped (seed 1)',
        'again: --seed 1 --only probe',
      ].join('\n'),
    );
  });
});

describe('the kit is not hurt by', () => {
  it('a driver that throws where it should make a connector', async () => {
    const broken: DriverModule = {
      ...paper,
      driver: {
        ...paper.driver,
        createConnector() {
          throw new TypeError('settings is not iterable');
        },
      },
    };
    await expectFault(broken, 'open', 'driver-threw', 'TypeError "settings is not iterable"');
  });

  it('a driver that throws where it should make a link', async () => {
    const module = paperModule(() => {
      throw new RangeError('no port');
    });
    await expectFault(module, 'open', 'driver-threw', 'RangeError "no port"');
  });

  it('a bench that cannot be made', async () => {
    const module: DriverModule = {
      ...paper,
      conformance: { createBench: () => Promise.reject(new Error('asterisk is not installed')) },
    };
    await expectFault(module, 'open', 'bench-failed', 'asterisk is not installed');
  });

  it('a link whose open never settles', async () => {
    const module = paperModule((context) => new SleepingLink(context));
    await expectFault(module, 'open', 'request-unsettled', 'open has neither resolved nor');
  });

  it('a driver that does not let time move on', async () => {
    let isSpinning = true;
    class SpinningLink extends PaperLink {
      override open(): Promise<void> {
        const spin = () => {
          if (isSpinning) this.context.clock.setTimeout(spin, 0);
        };
        spin();
        return new Promise(() => {});
      }
    }
    const patience = { checkMs: 100 };
    const module = paperModule((context) => new SpinningLink(context), { patience });
    await expectFault(module, 'open', 'check-overdue', 'did not end within 100 ms');
    isSpinning = false;
  });
});

describe('the observer of a link notes', () => {
  it.each<[string, RuleId, string, (link: TalkingLink) => void]>([
    [
      'an event from inside a request',
      'event-in-request',
      'inside snapshot',
      (link) => link.say(delivered('2001@7')),
    ],
    [
      'an event from the future',
      'received-at',
      'which is not yet',
      (link) => link.later(delivered('2001@7'), 60_000),
    ],
    [
      'an event that the SPI does not know',
      'event-malformed',
      'no event "ringing"',
      (link) => link.later({ ...delivered('2001@7'), event: 'ringing' } as never),
    ],
    [
      'an event without its connection',
      'event-malformed',
      'delivered has no connection',
      (link) => link.later({ ...delivered('2001@7'), connection: undefined } as never),
    ],
    [
      'a call record without what the switch sent',
      'event-malformed',
      'callRecord has no record',
      (link) => link.later({ event: 'callRecord', record: { device: '2001' } } as never),
    ],
    [
      'a call record in no direction of the SPI',
      'event-malformed',
      'the direction "sideways"',
      (link) => {
        const record = { direction: 'sideways', raw: 'x' };
        link.later({ event: 'callRecord', record } as never);
      },
    ],
    [
      'a call record of a negative length',
      'event-malformed',
      'a durationMs that is no length of time',
      (link) => link.later({ event: 'callRecord', record: { durationMs: -1, raw: 'x' } }),
    ],
    [
      'the wrong party',
      'party-mismatch',
      'alertingDevice 2002',
      (link) => link.later({ ...delivered('2001@7'), alertingDevice: { device: '2002' } }),
    ],
    [
      'a call of nobody who is monitored',
      'event-unmonitored',
      'none of 3001',
      (link) => link.later(foreign()),
    ],
    [
      'a correlator that nobody claimed',
      'capability-lie',
      'correlatorData is not in cap',
      (link) => link.later({ ...delivered('2001@7'), correlator: 'c' }),
    ],
    [
      'digits that nobody claimed',
      'capability-lie',
      'digitsReported is not in',
      (link) =>
        link.later({
          event: 'digits',
          cause: 'normal',
          connection: { call: '7', device: '2001' },
          digits: '1',
        }),
    ],
    ['capabilities that change', 'capability-changed', 'makeCall', (link) => link.grow()],
  ])('%s', async (_, rule, words, say) => {
    const module = paperModule((context) => new TalkingLink(context, say));
    await expectFault(module, 'probe', rule, words);
  });
});

class DeadLink extends PaperLink {
  override open(): Promise<void> {
    return Promise.reject(new CrosspointError('transport-failed', 'no carrier'));
  }
}

class SleepingLink extends PaperLink {
  override open(): Promise<void> {
    return new Promise(() => {});
  }
}

/** Says something of its own with its third snapshot. */
class TalkingLink extends PaperLink {
  override readonly capabilities = new Set<never>(['monitorStart', 'monitorStop'] as never[]);
  readonly #say: (link: TalkingLink) => void;
  #hasSaid = false;

  constructor(
    context: ConstructorParameters<typeof PaperLink>[0],
    say: (link: TalkingLink) => void,
  ) {
    super(context);
    this.#say = say;
  }

  override snapshot() {
    if (!this.#hasSaid) this.#say(this);
    this.#hasSaid = true;
    return super.snapshot();
  }

  say(event: SwitchEvent, inMs = 0): void {
    this.events.emit('event', event, this.context.clock.now() + inMs);
  }

  later(event: SwitchEvent, inMs = 0): void {
    queueMicrotask(() => this.say(event, inMs));
  }

  grow(): void {
    this.context.clock.setTimeout(() => this.capabilities.add('makeCall' as never), 1);
  }
}

function foreign(): SwitchEvent {
  const party = { device: '3001' };
  return { ...delivered('3001@7'), callingDevice: party, calledDevice: party };
}

async function only(module: DriverModule, check: string): Promise<CheckResult> {
  const { checks } = await checkDriver(module, { clock, only: [check] });
  return checks[0] as CheckResult;
}

async function expectFault(
  module: DriverModule,
  check: string,
  rule: RuleId,
  words: string,
): Promise<void> {
  const { outcome, violations } = await only(module, check);
  expect(outcome).toBe('fail');
  expect(violations.map((one) => one.rule)).toContain(rule);
  expect(violations.find((one) => one.rule === rule)?.message).toContain(words);
}
