/** The first year of the two digits in a UTCTime is 1950 (ITU-T X.680, clause 47). */
const PIVOT = 50;

/** YYYYMMDDhhmmss, in the switch's own zone; a text that is no point in time stays as it is. */
export function fromGeneralizedTime(time: string): string {
  return /^\d{14}/.exec(time)?.[0] ?? time;
}

export function fromUtcTime(time: string): string {
  const parts = /^(\d\d)(\d{8})(\d\d)?/.exec(time);
  if (parts === null) return time;
  const [, year = '', rest = '', seconds = '00'] = parts;
  return `${Number(year) < PIVOT ? '20' : '19'}${year}${rest}${seconds}`;
}

/** A UTCTime of the same point in time. */
export function toUtcTime(time: string): string {
  return `${time.slice(2)}Z`;
}
