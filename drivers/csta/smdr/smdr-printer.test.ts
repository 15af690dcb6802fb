import {
  array,
  assert,
  constantFrom,
  integer,
  nat,
  option,
  property,
  record as recordOf,
  stringMatching,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../src/spi/index.ts';
import { smdrFormat, type SmdrFormat } from './smdr-format.ts';
import { SmdrParser, parseSmdrLine } from './smdr-parser.ts';
import { SmdrPrinter, printSmdr } from './smdr-printer.ts';
import { SMDR_PROFILE_NAMES } from './smdr-settings.ts';

const A = smdrFormat();

interface Given {
  readonly minute: number;
  readonly device: string;
  readonly trunk: string;
  readonly direction: 'in' | 'out' | 'internal';
  readonly number: string;
  readonly ring: number | undefined;
  readonly seconds: number;
  readonly accountCode: string | undefined;
}

/** Facts that every profile has room for; what one has no column for is left out below. */
const facts: Arbitrary<Given> = recordOf({
  minute: integer({ min: 0, max: 60 * 24 * 365 * 40 }),
  device: stringMatching(/^[1-9][0-9]{0,4}$/),
  trunk: stringMatching(/^[0-9]{2}$/),
  direction: constantFrom('in', 'out', 'internal'),
  number: stringMatching(/^[0-9*#]{1,15}$/),
  ring: option(nat(599), { nil: undefined }),
  seconds: nat(99 * 3600),
  accountCode: option(stringMatching(/^[0-9]{1,10}$/), { nil: undefined }),
});

function made(given: Given, format: SmdrFormat): CallRecord {
  const { direction, device, number, ring, seconds, accountCode, minute } = given;
  const at = new Date(Date.UTC(1990, 0, 1) + minute * 60_000).toISOString().slice(0, 16);
  const hasSeconds = format.time.text.includes('ss');
  const moment = hasSeconds ? `${at}:00` : at;
  const isAvaya = format.has.has('party2');
  const isInternal = direction === 'internal';
  return {
    ...(format.timeIs === 'start' ? { startedAt: moment } : { endedAt: moment }),
    device,
    ...(isInternal ? {} : { trunk: isAvaya ? `T${given.trunk}` : given.trunk }),
    direction,
    number,
    ...(ring === undefined || !format.has.has('ring') ? {} : { ringMs: ring * 1000 }),
    durationMs: seconds * 1000,
    ...(accountCode === undefined || !format.has.has('account') ? {} : { accountCode }),
    raw: '',
  };
}

function octets(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

describe('a printed record', () => {
  it.each(['panasonic-80', 'panasonic-80-cost', 'panasonic-120', 'avaya-ip-office'] as const)(
    'of %s is read as it was',
    (profile) => {
      const format = smdrFormat({ profile });
      assert(
        property(facts, (given) => {
          const record = made(given, format);
          const line = printSmdr(record, format).replace(/\r\n$/, '');
          expect(parseSmdrLine(line, format)).toEqual({ ...record, raw: line });
        }),
      );
    },
  );

  it.each([
    ['hicom-long', 77],
    ['hicom-compressed', 74],
  ] as const)('of %s has its direction in the information element', (profile, at) => {
    const format = smdrFormat({ profile });
    const record = { direction: 'out', endedAt: '2024-03-01T10:03:04', number: '0815' } as const;
    const line = printSmdr({ ...record, raw: '' }, format).trimEnd();
    expect(line.slice(at)).toBe(' 2');
    expect(parseSmdrLine(line, format)).toMatchObject({ ...record, conditionCode: '2' });
  });

  it('has the line that was read, octet for octet, as long as nothing is changed', () => {
    const line = "01/02/02 10:03AM   102 01 =9P0815-1                      00:01'05            TR";
    const record = parseSmdrLine(line, A) as CallRecord;
    expect(record.number).toBe('90815');
    expect(printSmdr(record, A)).toBe(`${line}\r\n`);
    const changed = printSmdr({ ...record, number: '4711' }, A);
    expect(changed).toContain(' 4711 ');
    expect(changed.trimEnd()).toHaveLength(line.length);
  });

  it('has stars where there is no time, and names and remarks in their column', () => {
    const stars = printSmdr({ device: '102', direction: 'in', name: 'MARY', raw: '' }, A);
    expect(stars.startsWith('**/**/** **:****   102    <I>MARY ')).toBe(true);
    expect(printSmdr({ device: '1', remark: 'LOG IN', raw: '' }, A)).toContain(' LOG IN ');
    const called = { direction: 'in', calledNumber: '55', number: '4711', raw: '' } as const;
    expect(printSmdr(called, A)).toContain('<D>55<I>4711 ');
  });

  it('is cut off at the end of its column, and never breaks its line', () => {
    const number = '1'.repeat(60);
    const line = printSmdr({ device: '12\r\n3', number, accountCode: '€', raw: '' }, A);
    expect(line.trimEnd().split(/[\r\n]/)).toHaveLength(1);
    expect(line).toHaveLength(82);
    const quoted = { device: '1', accountCode: 'a,"b', direction: 'out', raw: '' } as const;
    const avaya = smdrFormat({ profile: 'avaya-ip-office' });
    const moment = { ...quoted, startedAt: '2024-03-01T10:03:04' };
    const separated = printSmdr(moment, avaya).trimEnd();
    expect(parseSmdrLine(separated, avaya)).toMatchObject({ accountCode: 'a,"b' });
  });

  it.each(['CR', 'LF', 'CR+LF'] as const)('ends with %s where that is set', (newLine) => {
    const end = { CR: '\r', LF: '\n', 'CR+LF': '\r\n' }[newLine];
    const line = printSmdr({ device: '1', raw: '' }, smdrFormat({ newLine }));
    expect(line.slice(80)).toBe(end);
  });
});

describe('printed pages', () => {
  it('are read without their heads, whatever their length', () => {
    assert(
      property(
        array(facts, { maxLength: 40 }),
        integer({ min: 9, max: 70 }),
        nat(4),
        constantFrom(...SMDR_PROFILE_NAMES.filter((name) => name.startsWith('panasonic'))),
        (all, pageLines, skipPerforation, profile) => {
          const format = smdrFormat({ profile, pageLines, skipPerforation });
          const printer = new SmdrPrinter(format);
          const records = all.map((given) => made(given, format));
          const text = records.map((record) => printer.print(record)).join('');
          const read = new SmdrParser(format).push(octets(text));
          const lines = records.map((record) => printSmdr(record, format).slice(0, -2));
          expect(read).toEqual(
            records.map((record, index) => ({ record: { ...record, raw: lines[index] } })),
          );
        },
      ),
    );
  });

  it('have as many lines as is set, with the head first and the gap last', () => {
    const printer = new SmdrPrinter(smdrFormat({ pageLines: 8, skipPerforation: 2 }));
    const record = { device: '1', raw: '' };
    const pages = Array.from({ length: 6 }, () => printer.print(record)).join('');
    const lines = pages.split('\r\n').slice(0, -1);
    expect(lines).toHaveLength(16);
    expect(lines.slice(8)).toEqual(lines.slice(0, 8));
    expect(lines[0]).toMatch(/^ {2}Date {5}Time/);
    expect(lines.slice(6, 8)).toEqual(['', '']);
  });
});
