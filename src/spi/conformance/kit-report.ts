import type { Violation } from './rules.ts';

/** What came of one check. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly clause: string;
  readonly outcome: 'pass' | 'fail' | 'skipped';
  /** The rules broken, in the order in which that showed; empty unless failed. */
  readonly violations: readonly Violation[];
  /** Why the check was skipped. */
  readonly reason?: string;
}

/** What came of a run: plain data, the same for the same driver and seed. */
export interface KitReport {
  readonly driver: string;
  readonly seed: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly checks: readonly CheckResult[];
}

/** One check for a reader; what failed with each fault, its rule and where that is written. */
export function formatResult(result: CheckResult): string {
  const lines = [`${MARKS[result.outcome]} ${result.id}: ${result.title}`];
  if (result.reason !== undefined) lines.push(`        skipped: ${result.reason}`);
  for (const rule of new Set(result.violations.map((one) => one.rule))) {
    lines.push(...formatRule(result.violations.filter((one) => one.rule === rule)));
  }
  return lines.join('\n');
}

/** The first few of what broke one rule; the rest is usually the same again. */
function formatRule(violations: readonly Violation[]): string[] {
  const shown = violations.slice(0, SHOWN_PER_RULE);
  const lines = shown.map(({ rule, message }) => `        ${rule}: ${message}`);
  const more = violations.length - shown.length;
  if (more > 0) lines.push(`          and ${more} more of this rule (--json has all)`);
  const clause = violations[0]?.clause ?? '';
  return [...lines, `          (${clause})`];
}

/** The last lines: how many passed, failed and were skipped, and how to run the failed ones again. */
export function formatSummary(report: KitReport): string {
  const { driver, seed, passed, failed, skipped } = report;
  const total = `${driver}: ${passed} passed, ${failed} failed, ${skipped} skipped (seed ${seed})`;
  if (failed === 0) return total;
  const ids = report.checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
  return `${total}\nagain: --seed ${seed} --only ${ids.join(' ')}`;
}

/** A whole run for a reader. */
export function formatReport(report: KitReport): string {
  return [...report.checks.map(formatResult), '', formatSummary(report)].join('\n');
}

const SHOWN_PER_RULE = 3;

const MARKS: Record<CheckResult['outcome'], string> = {
  pass: '  ok  ',
  fail: '  FAIL',
  skipped: '  skip',
};
