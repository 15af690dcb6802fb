/** The value below which a share of the sample lies; 0 for an empty one. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[index] ?? 0;
}

export function median(sample: readonly number[]): number {
  return percentile(sample, 0.5);
}

/** Three significant digits: these machines give no more. */
export function rounded(value: number): number {
  return value === 0 || !Number.isFinite(value) ? 0 : Number(value.toPrecision(3));
}

/** Processor time of this process so far, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The clock that processes of one machine share, in milliseconds. */
export function sharedNow(): number {
  return performance.timeOrigin + performance.now();
}
