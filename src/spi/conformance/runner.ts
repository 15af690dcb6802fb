import type { Clock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { SeededRandom } from '../../base/random.ts';
import { CHECKS } from './all-checks.ts';
import type { Bench, DriverModule } from './bench.ts';
import type { Check } from './check.ts';
import { takeDown } from './ending.ts';
import type { CheckResult, KitReport } from './kit-report.ts';
import { lacksBefore, lacksNow } from './needs.ts';
import { violation, type Violation } from './rules.ts';
import { CheckSkipped, CheckStopped, Stage } from './stage.ts';
import { worded } from './words.ts';

export interface KitOptions {
  /** Chance for the driver and the bench; the same seed gives the same run. Default 1. */
  readonly seed?: number;
  /** Only the checks with these identifiers. */
  readonly only?: readonly string[];
  /** The machine's own time, by which a check that hangs is given up. */
  readonly clock: Clock;
  /** Told of each check when it has ended. */
  readonly onResult?: (result: CheckResult) => void;
}

/**
 * Tries a driver point by point, each check on a fresh bench. Never rejects for what a driver does: one
 * that throws or hangs fails its check.
 */
export async function checkDriver(module: DriverModule, options: KitOptions): Promise<KitReport> {
  const { seed = 1, only } = options;
  const wanted = CHECKS.filter(({ id }) => only === undefined || only.includes(id));
  const results: CheckResult[] = [];
  for (const check of wanted) {
    const result = await runCheck(module, check, seed, options.clock);
    results.push(result);
    options.onResult?.(result);
  }
  const count = (outcome: CheckResult['outcome']) => {
    return results.filter((result) => result.outcome === outcome).length;
  };
  return {
    driver: module.driver.name,
    seed,
    passed: count('pass'),
    failed: count('fail'),
    skipped: count('skipped'),
    checks: results,
  };
}

/** What a run of a check leaves behind. */
interface Run {
  violations: readonly Violation[];
  skipped?: string;
}

async function runCheck(
  module: DriverModule,
  check: Check,
  seed: number,
  clock: Clock,
): Promise<CheckResult> {
  const { violations, skipped } = await playCheck(module, check, seed, clock);
  const { id, title, clause } = check;
  if (violations.length > 0) return { id, title, clause, outcome: 'fail', violations };
  if (skipped === undefined) return { id, title, clause, outcome: 'pass', violations };
  return { id, title, clause, outcome: 'skipped', violations, reason: skipped };
}

async function playCheck(
  module: DriverModule,
  check: Check,
  seed: number,
  clock: Clock,
): Promise<Run> {
  let bench: Bench;
  try {
    bench = await module.conformance.createBench({ seed });
  } catch (error) {
    return { violations: [violation('bench-failed', `createBench: ${worded(error)}`)] };
  }
  let stage: Stage;
  try {
    const random = new SeededRandom(seed);
    stage = new Stage({ driver: module.driver, bench, random, log: silentLog });
  } catch (error) {
    await closeBench(bench);
    return { violations: [violation('driver-threw', `createConnector: ${worded(error)}`)] };
  }
  const skipped = await withDeadline(stage, clock, () => playOn(stage, check));
  await closeBench(bench);
  return skipped === undefined
    ? { violations: stage.violations }
    : { violations: stage.violations, skipped };
}

/** Runs a check on its stage; resolves with the reason where it is skipped. */
async function playOn(stage: Stage, check: Check): Promise<string | undefined> {
  let skipped = lacksBefore(stage, check.needs ?? {});
  if (skipped === undefined) {
    skipped = await guarded(stage, async () => {
      if (check.opensItself !== true) await stage.openLink();
      const lacks = stage.hasLink ? lacksNow(stage, check.needs ?? {}) : undefined;
      if (lacks !== undefined) throw new CheckSkipped(lacks);
      await check.run(stage);
    });
  }
  await guarded(stage, () => takeDown(stage));
  return skipped;
}

/** Whatever is thrown becomes a violation, if it is not one already. */
async function guarded(stage: Stage, run: () => Promise<void>): Promise<string | undefined> {
  try {
    await run();
  } catch (error) {
    if (error instanceof CheckSkipped) return error.message;
    if (!(error instanceof CheckStopped)) stage.report('driver-threw', worded(error));
  }
  return undefined;
}

/** By the machine's time, for a driver may stop the bench's own from moving on. */
async function withDeadline(
  stage: Stage,
  clock: Clock,
  run: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const { checkMs } = stage.patience;
  let timer: ReturnType<Clock['setTimeout']> | undefined;
  const overdue = new Promise<undefined>((resolve) => {
    timer = clock.setTimeout(() => {
      const waiting = stage.hasLink ? stage.link.unsettled.join(', ') : '';
      const what = waiting === '' ? 'the driver hangs' : `still under way: ${waiting}`;
      stage.report('check-overdue', `the check did not end within ${checkMs} ms; ${what}`);
      stage.abandon();
      resolve(undefined);
    }, checkMs);
  });
  const skipped = await Promise.race([run(), overdue]);
  clock.clear(timer);
  return skipped;
}

async function closeBench(bench: Bench): Promise<void> {
  try {
    await bench.close();
  } catch {
    // The check has its result; a bench that cannot be closed shows in the next one.
  }
}
