import { CrosspointError } from '../../../src/spi/index.ts';

export type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'half';

export type Values = { readonly [Name in Unit]?: number };

type Part =
  | { readonly unit: Unit; readonly fewest: number; readonly most: number; readonly mark: string }
  | { readonly literal: string };

/** How a moment or a length of time is written, taken apart. */
export interface Picture {
  readonly text: string;
  readonly parts: readonly Part[];
}

/** What a picture may hold: `MM/DD/YY`, `hh:mmAA`, `HH:mm'ss`. */
export type PictureKind = 'date' | 'time' | 'length';

const MARKS: Readonly<Record<string, Unit>> = {
  YYYY: 'year',
  YY: 'year',
  MM: 'month',
  DD: 'day',
  HH: 'hour',
  hh: 'hour',
  H: 'hour',
  mm: 'minute',
  m: 'minute',
  ss: 'second',
  s: 'second',
  AA: 'half',
};

const KINDS: Readonly<Record<PictureKind, readonly (readonly Unit[])[]>> = {
  date: [['year', 'month', 'day']],
  time: [
    ['hour', 'minute'],
    ['hour', 'minute', 'second'],
  ],
  length: [['second'], ['minute', 'second'], ['hour', 'minute', 'second'], ['hour', 'minute']],
};

const TOKEN = /YYYY|YY|MM|DD|HH|hh|H|mm|m|ss|s|AA|[^A-Za-z0-9]|(?<odd>.)/gs;

/** Throws `invalid-configuration` where a picture does not say a whole date, time or length. */
export function readPicture(text: string, kind: PictureKind, pointer: string): Picture {
  const parts = [...text.matchAll(TOKEN)].map((match, index): Part => {
    const [mark] = match;
    if (match.groups?.['odd'] !== undefined) throw misfit(text, pointer, `"${mark}" means nothing`);
    const unit = MARKS[mark];
    if (unit === undefined) return { literal: mark };
    return { unit, mark, ...digitsOf(mark, kind === 'length' && index === 0) };
  });
  const units = parts.flatMap((part) => ('unit' in part ? [part.unit] : []));
  const told = units.filter((unit) => unit !== 'half').toSorted();
  const isWhole = KINDS[kind].some((wanted) => told.join() === wanted.toSorted().join());
  if (!isWhole) throw misfit(text, pointer, `it does not say a ${kind}`);
  const isHalved = parts.some((part) => 'mark' in part && part.mark === 'hh');
  if (units.includes('half') !== isHalved || (isHalved && kind !== 'time')) {
    throw misfit(text, pointer, 'hh and AA only go together');
  }
  return { text, parts };
}

function digitsOf(mark: string, isUnbounded: boolean): { fewest: number; most: number } {
  if (mark === 'YYYY' || mark === 'AA') return { fewest: mark.length, most: mark.length };
  if (isUnbounded || mark.length === 1) return { fewest: 1, most: 6 };
  const isStrict = mark === 'YY' || mark === 'mm' || mark === 'ss';
  return { fewest: isStrict ? 2 : 1, most: 2 };
}

/** What a text says by a picture, or the offset at which it does not fit. */
export function matchPicture({ parts }: Picture, text: string): Values | number {
  const values: { [Name in Unit]?: number } = {};
  let at = 0;
  for (const part of parts) {
    if ('literal' in part) {
      if (!text.startsWith(part.literal, at)) return at;
      at += part.literal.length;
      continue;
    }
    const word = part.unit === 'half' ? halfAt(text, at) : digitsAt(text, at, part.most);
    if (word.length < part.fewest) return at;
    values[part.unit] = part.unit === 'half' ? Number(/^p/i.test(word)) : Number(word);
    if (part.mark === 'YY') values.year = fullYear(Number(word));
    at += word.length;
  }
  return at === text.length ? values : at;
}

/** The values by a picture; what is absent is written as `*`. */
export function writePicture({ parts }: Picture, values: Values): string {
  const written = parts.map((part) => {
    if ('literal' in part) return part.literal;
    const value = values[part.unit];
    if (value === undefined) return '*'.repeat(part.mark.length);
    if (part.unit === 'half') return value === 0 ? 'AM' : 'PM';
    const digits = String(part.mark === 'YY' ? value % 100 : value);
    return digits.padStart(part.mark.length, '0');
  });
  return written.join('');
}

/** A two-digit year of the time in which there have been call records. */
function fullYear(year: number): number {
  return year < 70 ? 2000 + year : 1900 + year;
}

function digitsAt(text: string, at: number, most: number): string {
  return /^\d*/.exec(text.slice(at, at + most))?.[0] ?? '';
}

function halfAt(text: string, at: number): string {
  return /^[AP]M/i.exec(text.slice(at, at + 2))?.[0] ?? '';
}

function misfit(text: string, pointer: string, why: string): CrosspointError {
  const what = `the format "${text}" cannot be read: ${why}`;
  return new CrosspointError('invalid-configuration', what, { position: { pointer } });
}
