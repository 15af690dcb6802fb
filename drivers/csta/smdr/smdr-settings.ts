import type { CallRecordDirection } from '../../../src/spi/index.ts';

/** The makes whose lines are known: ./smdr-profiles.ts. */
export const SMDR_PROFILE_NAMES = [
  'panasonic-80',
  'panasonic-80-cost',
  'panasonic-120',
  'hicom-long',
  'hicom-compressed',
  'avaya-ip-office',
] as const;

export type SmdrProfileName = (typeof SMDR_PROFILE_NAMES)[number];

/** What a column holds. `-` in a separated line is a column that is passed over. */
export const SMDR_FIELDS = [
  'date',
  'time',
  /** Date and time with a blank between them. */
  'dateTime',
  'device',
  'trunk',
  /** Whom it was with, with the printer's marks of the direction where `marks` says so. */
  'number',
  'caller',
  'called',
  'name',
  'direction',
  /** `1`, `I` or `Y` where the call stayed in the house. */
  'internal',
  /** A device of Avaya IP Office: `E201` an extension, `T9001` a line. */
  'party1',
  'party2',
  'ring',
  'duration',
  'cost',
  'account',
  'condition',
] as const;

export type SmdrField = (typeof SMDR_FIELDS)[number];

export interface SmdrColumn {
  /** The first column is 1. */
  readonly start: number;
  readonly width: number;
  /** On which side a short text stands. Default left. */
  readonly align?: 'left' | 'right';
}

export type SmdrColumns = { readonly [Field in SmdrField]?: SmdrColumn };

export type SmdrNewLine = 'CR' | 'CR+LF' | 'LF';

/** How the lines of a printer read; each member takes the place of the profile's. */
export interface SmdrSettings {
  /** Where the settings begin. Default `panasonic-80`. */
  readonly profile?: SmdrProfileName;
  /** Columns at fixed places. */
  readonly columns?: SmdrColumns;
  /** What comes after the last of `columns`. Default refused: it tells that columns are wrong. */
  readonly rest?: 'refused' | 'ignored';
  /** Columns one after the other with `separator` between them. */
  readonly fields?: readonly (SmdrField | '-')[];
  /** One character. Default `,`. */
  readonly separator?: string;
  /** Such as `MM/DD/YY`; marks YYYY YY MM DD. */
  readonly dateFormat?: string;
  /** Such as `hh:mmAA` or `HH:mm:ss`; marks HH hh mm ss AA. */
  readonly timeFormat?: string;
  /** Such as `m'ss`; marks H HH m mm s ss. */
  readonly ringFormat?: string;
  readonly durationFormat?: string;
  /** Which end of the call the date and time are of. */
  readonly timeIs?: 'start' | 'end';
  /** `panasonic`: `<I>` marks incoming calls, `<D>` whom they were for, `EXT` internal ones. */
  readonly marks?: 'panasonic' | 'none';
  /** What the texts of the column `direction` mean, or where there is none those of `condition`. */
  readonly directions?: Readonly<Record<string, CallRecordDirection>>;
  /** How the titles at the head of a page begin. */
  readonly headers?: readonly string[];
  /** The head of a page as it is printed, a text each line. */
  readonly header?: readonly string[];
  /** Lines of the head. Default as many as `header` has. */
  readonly headerLines?: number;
  /** Lines of a page with its head and its end; 0: there are no pages. */
  readonly pageLines?: number;
  /** Blank lines at the end of a page. */
  readonly skipPerforation?: number;
  readonly newLine?: SmdrNewLine;
  /** 7: the eighth bit of an octet is parity and is taken off. */
  readonly bits?: 7 | 8;
}
