const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (from 1): doubling, and spread over its upper half so
 * that a hundred toolbars do not come back at the same moment.
 */
export function delayBefore(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random();
}
