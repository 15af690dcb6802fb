/** What the columns of a line say of a call, and how a call is said in columns. */
import type { CallRecord } from '../../../src/spi/index.ts';
import { Misfit, type Cell, type Cells, type Texts } from './smdr-cells.ts';
import { readDialNumber, writeDialNumber } from './smdr-dial-number.ts';
import type { SmdrFormat } from './smdr-format.ts';
import type { Picture } from './smdr-picture.ts';
import {
  isStarred,
  readDate,
  readLength,
  readTimeOfDay,
  writeLength,
  writeMoment,
} from './smdr-time.ts';

type Facts = Omit<CallRecord, 'raw'>;

const YES = new Set(['1', 'I', 'Y']);

/** Throws a `Misfit` where a column holds what its format has no room for. */
export function recordOf(cells: Cells, raw: string, format: SmdrFormat): CallRecord {
  const text = {
    device: filled(cells.device),
    trunk: filled(cells.trunk),
    cost: filled(cells.cost),
    accountCode: accountOf(cells.account),
    conditionCode: filled(cells.condition),
    name: filled(cells.name),
  };
  const moment = momentOf(cells, format);
  return defined({
    ...(format.timeIs === 'start' ? { startedAt: moment } : { endedAt: moment }),
    ...text,
    ...partiesOf(cells, format),
    ringMs: lengthOf(cells.ring, format.ring, 'ring time'),
    durationMs: lengthOf(cells.duration, format.duration, 'duration'),
    raw,
  });
}

export function textsOf(record: CallRecord, format: SmdrFormat): Texts {
  const { startedAt, endedAt, ringMs, durationMs, direction } = record;
  const isStart = format.timeIs === 'start';
  const moment = writeMoment(isStart ? (startedAt ?? endedAt) : (endedAt ?? startedAt), format);
  const number = format.marks === 'panasonic' ? writeDialNumber(record) : record.number;
  const isIn = direction === 'in';
  return {
    ...moment,
    dateTime: `${moment.date} ${moment.time}`,
    device: record.device ?? '',
    trunk: record.trunk ?? '',
    number: number ?? '',
    caller: (isIn ? record.number : record.device) ?? '',
    called: (isIn ? record.calledNumber : format.has.has('number') ? '' : record.number) ?? '',
    name: record.name ?? '',
    direction: codeOf(record, format, direction === 'internal' ? 'out' : direction),
    internal: direction === 'internal' ? '1' : '0',
    party1: record.device === undefined ? '' : `E${record.device}`,
    party2: partyTwo(record),
    ring: ringMs === undefined ? '' : writeLength(format.ring, ringMs),
    duration: durationMs === undefined ? '' : writeLength(format.duration, durationMs),
    cost: record.cost ?? '',
    account: record.accountCode ?? '',
    condition: record.conditionCode ?? (format.has.has('direction') ? '' : codeOf(record, format)),
  };
}

function partyTwo({ trunk, direction, number }: CallRecord): string {
  if (trunk !== undefined) return trunk;
  return direction === 'internal' && number !== undefined ? `E${number}` : '';
}

/** The first of the texts that stand for the direction. */
function codeOf(record: CallRecord, format: SmdrFormat, direction = record.direction): string {
  for (const [code, meaning] of format.directions) {
    // 0 is what a Hicom says of a call that has only begun.
    if (meaning === direction && code !== '0') return code;
  }
  return '';
}

function momentOf(cells: Cells, format: SmdrFormat): string | undefined {
  const [date, time] = dateAndTime(cells);
  if (date === undefined || time === undefined) return undefined;
  if (isStarred(date.text) || isStarred(time.text)) return undefined;
  const day = readDate(format.date, date.text);
  if (typeof day === 'number') throw unread(date, day, 'date', format.date);
  const hour = readTimeOfDay(format.time, time.text);
  if (typeof hour === 'number') throw unread(time, hour, 'time', format.time);
  return `${day}T${hour}`;
}

function dateAndTime({ date, time, dateTime }: Cells): readonly [Cell?, Cell?] {
  if (dateTime === undefined) return [date, time];
  const { text, column } = dateTime;
  const blank = text.search(/ |$/);
  return [
    { text: text.slice(0, blank), column },
    { text: text.slice(blank + 1).trim(), column: column + blank + 1 },
  ];
}

function lengthOf(cell: Cell | undefined, picture: Picture, what: string): number | undefined {
  if (cell === undefined || cell.text === '' || isStarred(cell.text)) return undefined;
  const length = readLength(picture, cell.text);
  if (typeof length === 'number') return length;
  throw unread(cell, length.at, what, picture);
}

/** A time in this column belongs to another: then everything in the line is out of its place. */
function accountOf(cell: Cell | undefined): string | undefined {
  const at = cell?.text.search(/[:']/) ?? -1;
  if (cell === undefined || at < 0) return filled(cell);
  throw new Misfit(cell.column + at, `"${cell.text}" is no account code`);
}

function partiesOf(cells: Cells, format: SmdrFormat): Partial<Facts> {
  const trunk = cells.trunk === undefined ? undefined : cells.trunk.text !== '';
  if (format.marks === 'panasonic') return readDialNumber(cells.number?.text ?? '', trunk);
  const direction = directionOf(cells, format);
  const isIn = direction === 'in';
  return {
    direction,
    number: filled(cells.number ?? (isIn ? cells.caller : cells.called)),
    calledNumber: isIn ? filled(cells.called) : undefined,
    ...devicesOf(cells, isIn),
  };
}

function directionOf(cells: Cells, format: SmdrFormat): CallRecord['direction'] {
  if (YES.has(cells.internal?.text ?? '')) return 'internal';
  const cell = cells.direction ?? cells.condition;
  if (cell === undefined || cell.text === '' || format.directions.size === 0) return undefined;
  const direction = format.directions.get(cell.text);
  if (direction !== undefined) return direction;
  // A column of conditions has others as well.
  if (cells.direction === undefined) return undefined;
  throw new Misfit(cell.column, `"${cell.text}" is no direction`);
}

/** The extension and the line of Avaya IP Office; what it calls V are its own channels. */
function devicesOf(cells: Cells, isIn: boolean): Partial<Facts> {
  const { party1, party2, caller } = cells;
  if (party1 === undefined) return {};
  const parties = [party1.text, party2?.text ?? ''];
  const line = parties.find((party) => /^T\d/.test(party));
  const [own = ''] = parties.filter((party) => party !== '' && party !== line);
  const device = own.replace(/^E(?=\d)/, '') || (isIn ? '' : (caller?.text ?? ''));
  return {
    ...(device === '' ? {} : { device }),
    ...(line === undefined ? {} : { trunk: line }),
  };
}

function filled(cell: Cell | undefined): string | undefined {
  return cell === undefined || cell.text === '' ? undefined : cell.text;
}

function unread(cell: Cell, at: number, what: string, { text }: Picture): Misfit {
  return new Misfit(cell.column + at, `the ${what} "${cell.text}" is not as ${text}`);
}

function defined(record: { readonly [Name in keyof CallRecord]: CallRecord[Name] | undefined }) {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as CallRecord;
}
