/** How the printers of known makes write; each a set of settings that others may begin from. */
import type { SmdrProfileName, SmdrSettings } from './smdr-settings.ts';

/** Feature Guides of Panasonic KX-TDA and KX-NS, "Station Message Detail Recording". */
const PANASONIC: SmdrSettings = {
  dateFormat: 'MM/DD/YY',
  timeFormat: 'hh:mmAA',
  ringFormat: "m'ss",
  durationFormat: "HH:mm'ss",
  timeIs: 'end',
  marks: 'panasonic',
  headers: ['Date'],
  pageLines: 66,
  skipPerforation: 0,
  newLine: 'CR+LF',
  bits: 8,
};

/** Pattern A, without charges; the head of its pages as a KX-TD816 prints it. */
const PANASONIC_80: SmdrSettings = {
  ...PANASONIC,
  columns: {
    date: { start: 1, width: 8 },
    time: { start: 10, width: 7 },
    device: { start: 18, width: 5, align: 'right' },
    trunk: { start: 24, width: 2 },
    number: { start: 27, width: 25 },
    ring: { start: 53, width: 4, align: 'right' },
    duration: { start: 58, width: 8 },
    account: { start: 67, width: 10 },
    condition: { start: 78, width: 3 },
  },
  header: [
    '  Date     Time    Ext CO        Dial Number        Ring Duration  Acc code  CD ',
    '-'.repeat(80),
    '',
  ],
};

/** Pattern B, with charges and without the ringing. */
const PANASONIC_80_COST: SmdrSettings = {
  ...PANASONIC,
  columns: {
    date: { start: 1, width: 8 },
    time: { start: 10, width: 7 },
    device: { start: 18, width: 5, align: 'right' },
    trunk: { start: 24, width: 2 },
    number: { start: 27, width: 20 },
    duration: { start: 48, width: 8 },
    cost: { start: 57, width: 10 },
    account: { start: 68, width: 10 },
    condition: { start: 79, width: 2 },
  },
  header: [
    '  Date     Time    Ext CO     Dial Number      Duration    Cost     Acc code  CD',
    '-'.repeat(80),
    '',
  ],
};

/** Pattern C, everything on paper of 120 columns. */
const PANASONIC_120: SmdrSettings = {
  ...PANASONIC,
  columns: {
    date: { start: 1, width: 8 },
    time: { start: 10, width: 7 },
    device: { start: 18, width: 5, align: 'right' },
    trunk: { start: 24, width: 4 },
    number: { start: 29, width: 50 },
    ring: { start: 80, width: 4, align: 'right' },
    duration: { start: 85, width: 8 },
    cost: { start: 94, width: 11 },
    account: { start: 106, width: 10 },
    condition: { start: 117, width: 3 },
  },
  header: [
    `  Date     Time    Ext CO   ${'Dial Number'.padStart(30).padEnd(51)}` +
      'Ring Duration    Cost      Acc code  CD',
    '-'.repeat(120),
    '',
  ],
};

/**
 * The long form of Hicom 150 E and HiPath 3000 (service manual of the Hicom 150 E Office, "Features
 * for Call Detail Recording", table 7-2): a title and a blank line, 62 lines, a form feed. The
 * information element tells the direction, with 50 added for a call through DISA (table 7-1).
 */
const HICOM_LONG: SmdrSettings = {
  columns: {
    date: { start: 1, width: 8 },
    time: { start: 10, width: 8 },
    trunk: { start: 19, width: 3, align: 'right' },
    device: { start: 23, width: 6, align: 'right' },
    ring: { start: 30, width: 5 },
    duration: { start: 36, width: 8 },
    number: { start: 45, width: 20 },
    cost: { start: 66, width: 11, align: 'right' },
    condition: { start: 78, width: 2, align: 'right' },
  },
  dateFormat: 'DD.MM.YY',
  timeFormat: 'HH:mm:ss',
  ringFormat: 'mm:ss',
  durationFormat: 'HH:mm:ss',
  timeIs: 'end',
  marks: 'none',
  directions: {
    '0': 'in',
    ...sides('in', ['1', '3', '5', '7', '51', '53', '55', '57']),
    ...sides('out', ['2', '4', '6', '8', '9', '52', '54', '56', '58', '59']),
  },
  headers: ['Date', 'Datum'],
  header: [],
  headerLines: 2,
  pageLines: 0,
  newLine: 'CR+LF',
  bits: 8,
};

/**
 * The compressed form of the same, meant for a computer: no blanks between the columns, charges in
 * pulses, the own number (MSN) that was used, and then what depends on the country (table 7-1).
 */
const HICOM_COMPRESSED: SmdrSettings = {
  ...HICOM_LONG,
  columns: {
    date: { start: 1, width: 8 },
    time: { start: 9, width: 8 },
    trunk: { start: 17, width: 3, align: 'right' },
    device: { start: 20, width: 6, align: 'right' },
    ring: { start: 26, width: 5 },
    duration: { start: 31, width: 8 },
    number: { start: 39, width: 25 },
    cost: { start: 64, width: 11, align: 'right' },
    condition: { start: 75, width: 2, align: 'right' },
    account: { start: 77, width: 11 },
    called: { start: 88, width: 11 },
  },
  rest: 'ignored',
  headers: [],
  headerLines: 0,
};

/**
 * Avaya IP Office over TCP (IP Office Manager, "SMDR Fields" and "SMDR Examples"): columns with
 * commas between them; those that later releases have added at the end are passed over.
 */
const AVAYA_IP_OFFICE: SmdrSettings = {
  separator: ',',
  fields: [
    'dateTime',
    'duration',
    'ring',
    'caller',
    'direction',
    'called',
    '-',
    'account',
    'internal',
    '-',
    '-',
    'party1',
    '-',
    'party2',
    '-',
    '-',
    '-',
  ],
  dateFormat: 'YYYY/MM/DD',
  timeFormat: 'HH:mm:ss',
  ringFormat: 's',
  durationFormat: 'HH:mm:ss',
  timeIs: 'start',
  marks: 'none',
  directions: { I: 'in', O: 'out' },
  headers: ['Call Start'],
  header: [],
  headerLines: 0,
  pageLines: 0,
  newLine: 'CR+LF',
  bits: 8,
};

export const SMDR_PROFILES: Readonly<Record<SmdrProfileName, SmdrSettings>> = {
  'panasonic-80': PANASONIC_80,
  'panasonic-80-cost': PANASONIC_80_COST,
  'panasonic-120': PANASONIC_120,
  'hicom-long': HICOM_LONG,
  'hicom-compressed': HICOM_COMPRESSED,
  'avaya-ip-office': AVAYA_IP_OFFICE,
};

function sides(direction: 'in' | 'out', codes: readonly string[]): Record<string, 'in' | 'out'> {
  return Object.fromEntries(codes.map((code) => [code, direction]));
}
