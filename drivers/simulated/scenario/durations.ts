import { randomInteger, type Random } from '../../../src/base/random.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** A duration from a shortest to a longest, both included. */
export interface DurationRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `500ms`, `2s`, `1.5m`, `1h` or `0` in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|s|min|m|h)$/.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit];
  if (amount === undefined || factor === undefined) return undefined;
  return Math.round(Number(amount) * factor);
}

/** `20s..90s`, or a single duration. */
export function parseRange(text: string): DurationRange | undefined {
  const [first = '', second = first, ...rest] = text.split('..');
  const fromMs = parseDuration(first);
  const toMs = parseDuration(second);
  if (fromMs === undefined || toMs === undefined || toMs < fromMs || rest.length > 0) {
    return undefined;
  }
  return { fromMs, toMs };
}

/** `5%` as 0.05. */
export function parseShare(text: string): number | undefined {
  const [, percent] = /^(\d{1,3}(?:\.\d{1,4})?) ?%$/.exec(text.trim()) ?? [];
  if (percent === undefined || Number(percent) > 100) return undefined;
  return Number(percent) / 100;
}

export function drawFrom(random: Random, { fromMs, toMs }: DurationRange): number {
  return fromMs + randomInteger(random, toMs - fromMs + 1);
}
