import { median, rounded } from '../statistics.ts';

/** One thing that is measured beside others. */
export interface Subject {
  readonly name: string;
  /** Nanoseconds of one run, the mean of many. */
  readonly measure: () => number;
}

const MEASURED_MS = 100;
const BATCH_MS = 1;

/** Medians of nanoseconds by name; the subjects take turns, and a first round warms them up. */
export function inTurn(
  subjects: readonly Subject[],
  rounds: number,
): Readonly<Record<string, number>> {
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, measure } of subjects) {
      const ns = measure();
      if (round > 0) times.get(name)?.push(ns);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

export function subject(name: string, action: () => unknown): Subject {
  return { name, measure: () => nanosecondsOf(action) };
}

/** As many runs as fit into the time, in batches, so that looking at the clock costs nothing. */
function nanosecondsOf(action: () => unknown): number {
  let batch = 1;
  let times = 0;
  let last: unknown;
  const from = performance.now();
  let elapsed = 0;
  while (elapsed < MEASURED_MS) {
    const before = elapsed;
    for (let index = 0; index < batch; index += 1) last = action();
    times += batch;
    elapsed = performance.now() - from;
    if (elapsed - before < BATCH_MS) batch *= 2;
  }
  if (last === undefined) throw new Error('nothing was made');
  return (elapsed * 1e6) / times;
}

/** Nanoseconds as they are printed. */
export function speed(ns: number): { readonly ns: number; readonly perSecond: number } {
  return { ns: rounded(ns), perSecond: rounded(1e9 / ns) };
}

/** How many times as fast as each of the others one of them is. */
export function timesAsFast(
  one: string,
  medians: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const own = medians[one] ?? Number.NaN;
  const others = Object.entries(medians).filter(([name]) => name !== one);
  return Object.fromEntries(others.map(([name, ns]) => [name, rounded(ns / own)]));
}
