import { array, assert, constantFrom, nat, oneof, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/spi/index.ts';
import { smdrFormat } from './smdr-format.ts';
import { SmdrParser, parseSmdrLine, type SmdrResult } from './smdr-parser.ts';
import { SMDR_PROFILE_NAMES, type SmdrSettings } from './smdr-settings.ts';

const TITLE = '  Date     Time    Ext CO        Dial Number        Ring Duration  Acc code  CD ';
const RULE = '-'.repeat(80);

/** A line of pattern A: date, time and what follows, each in its column. */
function panasonic(
  number: string,
  { ring = '', duration = "00:01'05", account = '', condition = '', trunk = '01' } = {},
): string {
  const begin = `01/02/02 10:03AM  1200 ${trunk.padEnd(2)} ${number.padEnd(25)}`;
  return `${begin} ${ring.padStart(4)} ${duration.padEnd(8)} ${account.padEnd(10)} ${condition.padEnd(3)}`;
}

function octets(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function read(text: string, settings: SmdrSettings = {}): SmdrResult[] {
  const parser = new SmdrParser(smdrFormat(settings));
  return [...parser.push(octets(text)), ...parser.end()];
}

function errorsOf(results: readonly SmdrResult[]): CrosspointError[] {
  return results.flatMap((result) => ('error' in result ? [result.error] : []));
}

function parse(line: string, settings: SmdrSettings = {}) {
  return parseSmdrLine(line, smdrFormat(settings));
}

describe('a line of a Panasonic printer', () => {
  const facts = { endedAt: '2002-01-02T10:03', device: '1200', trunk: '01', durationMs: 65_000 };

  it.each([
    ['<I>12345678901234567890', { direction: 'in', number: '12345678901234567890' }],
    ['<I>', { direction: 'in' }],
    ['<I>ABC COMPANY12345678', { direction: 'in', name: 'ABC COMPANY', number: '12345678' }],
    ['<I> 1234567890 MARY WARD', { direction: 'in', number: '1234567890', name: 'MARY WARD' }],
    ['<D>CDE9876<I>Q COMPANY', { direction: 'in', calledNumber: 'CDE9876', name: 'Q COMPANY' }],
    ['1234567890123456', { direction: 'out', number: '1234567890123456' }],
    ['=9P0815', { direction: 'out', number: '90815' }],
    ['0815F123', { direction: 'out', number: '0815123' }],
    ['123..............', { direction: 'out', number: '123..............' }],
    ['123456XX', { direction: 'out', number: '123456XX' }],
    ['0815-1200', { direction: 'out', number: '0815' }],
    ['', { direction: 'out' }],
  ])('with the number %j is read', (number, wanted) => {
    const line = panasonic(number);
    expect(parse(line)).toEqual({ ...facts, ...wanted, raw: line });
  });

  it('has the ringing, the account and the condition where they are printed', () => {
    const line = panasonic('<I>0815', { ring: "5'15", account: '9876543210', condition: 'TR' });
    expect(parse(line)).toMatchObject({
      ringMs: 315_000,
      accountCode: '9876543210',
      conditionCode: 'TR',
    });
  });

  it('tells an internal call, and what is no call at all', () => {
    const internal = panasonic('EXT1235', { trunk: '' });
    expect(parse(internal)).toMatchObject({ direction: 'internal', number: '1235' });
    const other = panasonic('LOG IN', { trunk: '', duration: '' });
    expect(parse(other)).toEqual({
      endedAt: '2002-01-02T10:03',
      device: '1200',
      remark: 'LOG IN',
      raw: other,
    });
  });

  it('has no times where the clock of the switch was set during the call', () => {
    const stars = `**/**/** **:****${panasonic('0815', { duration: "**:**'**", ring: "*'**" }).slice(16)}`;
    const record = parse(stars);
    expect(record).toEqual({
      device: '1200',
      trunk: '01',
      direction: 'out',
      number: '0815',
      raw: stars,
    });
  });

  it.each([
    ['12:00AM', '00:00'],
    ['12:59PM', '12:59'],
    ['01:07PM', '13:07'],
    ['09:05am', '09:05'],
  ])('that says %s means %s', (told, meant) => {
    const line = panasonic('0815').replace('10:03AM', told);
    expect(parse(line)?.endedAt).toBe(`2002-01-02T${meant}`);
  });

  it.each<[string, string, number]>([
    ['a month that is none', panasonic('1').replace('01/02', '13/02'), 1],
    ['a day that the month has not', panasonic('1').replace('01/02', '02/30'), 1],
    ['a letter in the date', panasonic('1').replace('01/02', '01/x2'), 4],
    ['an hour that is none', panasonic('1').replace('10:03AM', '13:03AM'), 10],
    ['no half of the day', panasonic('1').replace('10:03AM', '10:03  '), 15],
    ['a duration of 61 seconds', panasonic('1', { duration: "00:01'61" }), 58],
    ['a duration in words', panasonic('1', { duration: 'one hour' }), 58],
    ['something between two columns', panasonic('1').replace('AM  1200', 'AM91200'), 17],
    ['everything too far to the right', panasonic('1', { account: "00:01'05" }), 69],
    ['something after the last column', `${panasonic('1')} x`, 82],
    ['a control character', panasonic('\u0007'), 27],
  ])('with %s is told with its column and lost nothing', (_, line, column) => {
    const [error, ...more] = errorsOf(read(`\r\n${line}\r\n`));
    expect(more).toEqual([]);
    expect(error).toMatchObject({
      code: 'malformed-frame',
      position: { source: 'smdr', line: 2, column },
      rawCause: line,
    });
  });

  it('may be without charges, with them, or on wide paper', () => {
    const B = `01/02/02 10:03AM  1210 01 1234567890           00:00'05 00560.00EU 9876543210 TR`;
    expect(parse(B, { profile: 'panasonic-80-cost' })).toMatchObject({
      device: '1210',
      number: '1234567890',
      durationMs: 5_000,
      cost: '00560.00EU',
      accountCode: '9876543210',
      conditionCode: 'TR',
    });
    const number = '<I>ABC COMPANY123456789012345'.padEnd(50);
    const C = `01/02/02 10:07AM  1230 0001 ${number} 0'05 00:01'05 00560.00EUR 9876543210 TR`;
    expect(parse(C, { profile: 'panasonic-120' })).toMatchObject({
      trunk: '0001',
      number: '123456789012345',
      ringMs: 5_000,
      cost: '00560.00EUR',
    });
  });
});

describe('a line of a Hicom or HiPath printer', () => {
  const line = '24.12.99 18:05:09 801   1234 00:07 00:12:34 03081234567                12.50  2';

  it('is read by the columns of the long form', () => {
    expect(parse(line, { profile: 'hicom-long' })).toEqual({
      endedAt: '1999-12-24T18:05:09',
      device: '1234',
      trunk: '801',
      direction: 'out',
      number: '03081234567',
      ringMs: 7_000,
      durationMs: 754_000,
      cost: '12.50',
      conditionCode: '2',
      raw: line,
    });
  });

  it.each([
    ['1', 'in'],
    ['52', 'out'],
    ['0', 'in'],
    ['77', undefined],
  ])('with the information element %s goes %s', (code, direction) => {
    const other = line.slice(0, 77) + code.padStart(2);
    expect(parse(other, { profile: 'hicom-long' })?.direction).toBe(direction);
  });

  it('may be compressed, with whatever the country adds after it', () => {
    const compressed =
      '24.12.9918:05:09801  123400:0700:12:3403081234567                     1250 17654321    5550       99912';
    expect(parse(compressed, { profile: 'hicom-compressed' })).toMatchObject({
      endedAt: '1999-12-24T18:05:09',
      device: '1234',
      trunk: '801',
      direction: 'in',
      number: '03081234567',
      calledNumber: '5550',
      ringMs: 7_000,
      durationMs: 754_000,
      cost: '1250',
      accountCode: '7654321',
    });
  });

  it('stands under a title in any language, after a form feed', () => {
    const page = `\f ligne titre\r\n\r\n${line}\r\n`;
    const results = read(page + page, { profile: 'hicom-long' });
    expect(errorsOf(results)).toEqual([]);
    expect(results).toHaveLength(2);
  });
});

describe('a line of Avaya IP Office', () => {
  const avaya = (line: string) => parse(line, { profile: 'avaya-ip-office' });

  it('tells of a call from outside that was lost', () => {
    const line =
      '2008/06/28 09:28:41,00:00:00,9,8004206,I,4324,4324,,0,1000014155,0,E4324,Joe Bloggs,T9161,LINE 5.1,0,0,,,,';
    expect(avaya(line)).toEqual({
      startedAt: '2008-06-28T09:28:41',
      device: '4324',
      trunk: 'T9161',
      direction: 'in',
      number: '8004206',
      calledNumber: '4324',
      ringMs: 9_000,
      durationMs: 0,
      raw: line,
    });
  });

  it('tells of an internal call, though it is written as one to outside', () => {
    const line =
      '2008/06/26 10:27:44,00:00:44,4,4688,O,4207,4207,,1,1000013898,0,E4688,Joe Bloggs,E4207,John Smith,0,0';
    expect(avaya(line)).toMatchObject({
      device: '4688',
      direction: 'internal',
      number: '4207',
      durationMs: 44_000,
    });
  });

  it('tells of a call to outside, with a name in quotes', () => {
    const line =
      '2008/06/28 08:55:02,00:08:51,9,4797,O,08000123456,08000123456,77,0,10024,0,E4797,"Joe ""J"", B",T9001,LINE 1.1,0,0';
    expect(avaya(line)).toMatchObject({
      device: '4797',
      trunk: 'T9001',
      direction: 'out',
      number: '08000123456',
      accountCode: '77',
    });
  });

  it.each([
    ['2008/06/28 09:28:41,00:00:00,9,8004206', 'the line ends before its direction'],
    ['2008/06/28 09:28:41,00:00:00,9,1,Q,2,2,,0,1,0,E1,A,T1,L,0,0', '"Q" is no direction'],
    ['2008/06/28 09:28:41,00:00:00,"9,1', 'a quoted text does not end'],
    ['2008/06/28 09:28:41,00:00:00,"9"1,1', 'something after a quoted text'],
    ['2008/06/28,00:00:00,9,1,I,2,2,,0,1,0,E1,A,T1,L,0,0', 'the time "" is not as HH:mm:ss'],
  ])('that reads %j is refused', (line, why) => {
    expect(() => avaya(line)).toThrow(why);
  });
});

describe('the parser', () => {
  const first = panasonic('<I>0815', { ring: "0'20" });
  const second = panasonic('EXT1235', { trunk: '' });

  it.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CR+LF', '\r\n'],
  ])('takes %s as the end of a line, whatever is set', (_, end) => {
    const results = read([first, second, ''].join(end));
    expect(results).toMatchObject([{ record: { raw: first } }, { record: { raw: second } }]);
  });

  it('counts lines, and passes over heads, blank lines and form feeds', () => {
    const page = [TITLE, RULE, '', first, '', ''].join('\r\n');
    const results = read(`${page}\f${page}x\r\n`);
    expect(results).toHaveLength(3);
    expect(results).toMatchObject([
      { record: { raw: first } },
      { record: { raw: first } },
      { error: { position: { line: 11, column: 1 }, rawCause: 'x' } },
    ]);
  });

  it('takes the parity bit off where octets have seven bits', () => {
    const even = octets(`${first}\r\n`).map((octet) => {
      const ones = octet.toString(2).replaceAll('0', '').length;
      return ones % 2 === 0 ? octet : octet | 0x80;
    });
    const parser = new SmdrParser(smdrFormat({ bits: 7 }));
    expect(parser.push(even)).toMatchObject([{ record: { raw: first } }]);
    expect(errorsOf(new SmdrParser(smdrFormat()).push(even))).not.toEqual([]);
  });

  it('does not see fillings and flow control', () => {
    const [begin, end] = [first.slice(0, 20), first.slice(20)];
    expect(read(`\0\0${begin}\u0013\u0011${end}\u007f\r\0\n`)).toMatchObject([
      { record: { raw: first } },
    ]);
  });

  it('tells a line that is too long in pieces, all of it, and goes on with the next', () => {
    const long = 'x'.repeat(600);
    const results = read(`${long}\r\n${first}\r\n`);
    const pieces = errorsOf(results).map(({ rawCause }) => rawCause);
    expect(pieces.map((piece) => piece?.length)).toEqual([256, 256, 88]);
    expect(pieces.join('')).toBe(long);
    expect(results.at(-1)).toMatchObject({ record: { raw: first } });
  });

  it('tells a line that was cut off rather than believe it', () => {
    const cut = first.slice(0, 60);
    expect(read(`${first}\r\n${cut}`)).toMatchObject([
      { record: { raw: first } },
      { error: { code: 'malformed-frame', rawCause: cut, position: { line: 2, column: 61 } } },
    ]);
    expect(read(`${first}\r\n   `)).toHaveLength(1);
  });

  it('reads the same, however the octets are cut', () => {
    const text = [TITLE, RULE, '', first, 'rubbish', second, 'y'.repeat(300), first, ''].join(
      '\r\n',
    );
    const whole = JSON.stringify(read(text));
    assert(
      property(array(nat(90), { maxLength: 20 }), (sizes) => {
        const parser = new SmdrParser(smdrFormat());
        const results: SmdrResult[] = [];
        let rest = octets(text);
        for (const size of [...sizes, rest.length]) {
          results.push(...parser.push(rest.subarray(0, size)));
          rest = rest.subarray(size);
        }
        expect(JSON.stringify([...results, ...parser.end()])).toBe(whole);
      }),
    );
  });

  it('fails on no octets but with malformed-frame, and keeps every letter of them', () => {
    const piece = oneof(
      uint8Array({ maxLength: 300 }),
      constantFrom(first, second, TITLE, '\r', '\n', '\f', '"', ',', '**/**/** ').map(octets),
    );
    assert(
      property(
        array(piece, { maxLength: 12 }),
        constantFrom(...SMDR_PROFILE_NAMES),
        (all, name) => {
          const parser = new SmdrParser(smdrFormat({ profile: name }));
          const results = [...all.flatMap((one) => parser.push(one)), ...parser.end()];
          let told = 0;
          for (const result of results) {
            if ('record' in result) {
              told += result.record.raw.length;
              continue;
            }
            const { code, position, rawCause = '' } = result.error;
            expect(code).toBe('malformed-frame');
            expect(position?.column).toBeGreaterThan(0);
            expect(position?.column).toBeLessThanOrEqual(rawCause.length + 1);
            told += rawCause.length;
          }
          const sent = all.reduce((sum, { length }) => sum + length, 0);
          expect(told).toBeLessThanOrEqual(sent);
        },
      ),
      { seed: 20_020_102, numRuns: 500 },
    );
  });

  it('is not slowed down by what is hard to read', () => {
    const text = `${'"'.repeat(256)}\r${'1 '.repeat(128)}\r${'A1'.repeat(128)}\r`.repeat(200);
    const parser = new SmdrParser(smdrFormat({ profile: 'avaya-ip-office' }));
    expect(parser.push(octets(text)).length).toBe(600);
  });
});
