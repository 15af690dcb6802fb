/** Attempts for one event before it is a dead letter: the last is made about a day after the first. */
export const ATTEMPTS = 10;
const FIRST_DELAY_MS = 5000;
const GROWTH = 4;
/** No pause is longer, whatever the endpoint asks for. */
export const LONGEST_DELAY_MS = 28_800_000;
/** Share of a delay that is left to chance, to either side. */
const JITTER = 0.1;

/**
 * How long to wait after a failed attempt, in milliseconds; undefined where there is no further one.
 * `attempts` counts those made, `chance` lies in [0, 1), `retryAfterMs` is what the endpoint asked for.
 */
export function delayAfter(attempts: number, chance: number, retryAfterMs = 0): number | undefined {
  if (attempts >= ATTEMPTS) return undefined;
  const delay = Math.min(FIRST_DELAY_MS * GROWTH ** (attempts - 1), LONGEST_DELAY_MS);
  const jittered = Math.round(delay * (1 - JITTER + 2 * JITTER * chance));
  return Math.max(jittered, Math.min(retryAfterMs, LONGEST_DELAY_MS));
}
