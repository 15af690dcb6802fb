/** The driver conformance kit; docs/drivers.md tells how to use it. */
export { SystemClock } from '../../base/clock.ts';
export { VirtualClock } from '../../base/virtual-clock.ts';
export * from './all-checks.ts';
export * from './bench.ts';
export type * from './check.ts';
export * from './kit-report.ts';
export * from './link-watch.ts';
export * from './rules.ts';
export * from './runner.ts';
