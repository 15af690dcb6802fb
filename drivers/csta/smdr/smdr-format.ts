import { CrosspointError, type CallRecordDirection } from '../../../src/spi/index.ts';
import { readPicture, type Picture } from './smdr-picture.ts';
import { SMDR_PROFILES } from './smdr-profiles.ts';
import type {
  SmdrColumn,
  SmdrColumns,
  SmdrField,
  SmdrNewLine,
  SmdrSettings,
} from './smdr-settings.ts';

export type SmdrLayout =
  | { readonly columns: SmdrColumns; readonly isRestIgnored: boolean }
  | { readonly fields: readonly (SmdrField | '-')[]; readonly separator: string };

/** Settings that have been looked through, ready for use. */
export interface SmdrFormat {
  readonly layout: SmdrLayout;
  readonly has: ReadonlySet<SmdrField>;
  readonly date: Picture;
  readonly time: Picture;
  readonly ring: Picture;
  readonly duration: Picture;
  readonly timeIs: 'start' | 'end';
  readonly marks: 'panasonic' | 'none';
  readonly directions: ReadonlyMap<string, CallRecordDirection>;
  readonly headers: readonly string[];
  readonly header: readonly string[];
  readonly headerLines: number;
  readonly pageLines: number;
  readonly skipPerforation: number;
  readonly newLine: SmdrNewLine;
  readonly bits: 7 | 8;
}

/** The longest line that is read; what is longer is told in pieces of this length. */
export const MOST_COLUMNS = 256;

/** Settings as a format. Throws `invalid-configuration` with a JSON pointer into the settings. */
export function smdrFormat(settings: SmdrSettings = {}): SmdrFormat {
  const profile = SMDR_PROFILES[settings.profile ?? 'panasonic-80'];
  if (profile === undefined) throw misfit('/profile', `there is no profile ${settings.profile}`);
  const given = { ...profile, ...settings };
  const layout = layoutOf(settings, profile);
  const header = settings.header ?? profile.header ?? [];
  const pages = {
    headerLines:
      settings.headerLines ?? settings.header?.length ?? profile.headerLines ?? header.length,
    pageLines: given.pageLines ?? 0,
    skipPerforation: given.skipPerforation ?? 0,
  };
  if (pages.pageLines > 0 && pages.pageLines <= header.length + pages.skipPerforation) {
    throw misfit('/pageLines', 'a page of so few lines has no room for records');
  }
  return {
    layout,
    has: fieldsOf(layout),
    date: readPicture(given.dateFormat ?? 'MM/DD/YY', 'date', '/dateFormat'),
    time: readPicture(given.timeFormat ?? 'HH:mm', 'time', '/timeFormat'),
    ring: readPicture(given.ringFormat ?? 'mm:ss', 'length', '/ringFormat'),
    duration: readPicture(given.durationFormat ?? 'HH:mm:ss', 'length', '/durationFormat'),
    timeIs: given.timeIs ?? 'end',
    marks: given.marks ?? 'none',
    directions: new Map(Object.entries(given.directions ?? {})),
    headers: given.headers ?? [],
    header,
    ...pages,
    newLine: given.newLine ?? 'CR+LF',
    bits: given.bits ?? 8,
  };
}

function layoutOf(settings: SmdrSettings, profile: SmdrSettings): SmdrLayout {
  if (settings.columns !== undefined && settings.fields !== undefined) {
    throw misfit('/fields', 'columns and fields exclude each other');
  }
  const { columns, fields } =
    settings.columns === undefined && settings.fields === undefined ? profile : settings;
  if (fields !== undefined) {
    checkFields(fields);
    return { fields, separator: settings.separator ?? profile.separator ?? ',' };
  }
  checkColumns(columns ?? {});
  const rest = settings.rest ?? (settings.columns === undefined ? profile.rest : undefined);
  return { columns: columns ?? {}, isRestIgnored: rest === 'ignored' };
}

function checkFields(fields: readonly string[]): void {
  const seen = new Set<string>();
  fields.forEach((field, index) => {
    if (field !== '-' && seen.has(field)) {
      throw misfit(`/fields/${index}`, `there are two columns ${field}`);
    }
    seen.add(field);
  });
}

function checkColumns(columns: SmdrColumns): void {
  let end = 1;
  for (const [field, column] of inOrder(columns)) {
    if (column.start < end) throw misfit(`/columns/${field}`, `${field} begins in another column`);
    end = column.start + column.width;
    if (end > MOST_COLUMNS + 1) throw misfit(`/columns/${field}`, `it ends after ${MOST_COLUMNS}`);
  }
}

/** The columns from left to right. */
export function inOrder(columns: SmdrColumns): (readonly [SmdrField, SmdrColumn])[] {
  const entries = Object.entries(columns) as (readonly [SmdrField, SmdrColumn])[];
  return entries.toSorted(([, a], [, b]) => a.start - b.start);
}

function fieldsOf(layout: SmdrLayout): ReadonlySet<SmdrField> {
  const all = 'fields' in layout ? layout.fields : Object.keys(layout.columns);
  return new Set(all.filter((field): field is SmdrField => field !== '-'));
}

function misfit(pointer: string, what: string): CrosspointError {
  return new CrosspointError('invalid-configuration', `SMDR settings: ${pointer} ${what}`, {
    position: { pointer },
  });
}
