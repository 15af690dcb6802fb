import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { smdrFormat } from './smdr-format.ts';
import { parseSmdrLine } from './smdr-parser.ts';
import { SMDR_PROFILES } from './smdr-profiles.ts';
import { SMDR_SCHEMA } from './smdr-schema.ts';
import { SMDR_PROFILE_NAMES, type SmdrSettings } from './smdr-settings.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(SMDR_SCHEMA);

describe('the settings of a call-record printer', () => {
  it.each(SMDR_PROFILE_NAMES)('%s fit their schema and are a format', (name) => {
    const { profile: _, ...settings } = { profile: name, ...SMDR_PROFILES[name] };
    expect([validate(settings), validate.errors]).toEqual([true, null]);
    expect(smdrFormat({ profile: name })).toEqual(smdrFormat(settings));
  });

  it('may describe a printer that nobody knows', () => {
    const settings: SmdrSettings = {
      profile: 'hicom-long',
      columns: {
        time: { start: 1, width: 6 },
        date: { start: 8, width: 6 },
        number: { start: 15, width: 12 },
        duration: { start: 28, width: 5 },
        direction: { start: 34, width: 1 },
      },
      timeFormat: 'HHmmss',
      dateFormat: 'YYMMDD',
      durationFormat: 's',
      timeIs: 'start',
      directions: { a: 'in', g: 'out' },
    };
    expect(validate(settings)).toBe(true);
    const line = '235959 240229 0815         75    g';
    expect(parseSmdrLine(line, smdrFormat(settings))).toEqual({
      startedAt: '2024-02-29T23:59:59',
      direction: 'out',
      number: '0815',
      durationMs: 75_000,
      raw: line,
    });
  });

  it('may be columns with another separator', () => {
    const settings: SmdrSettings = {
      fields: ['date', 'time', '-', 'device', 'number', 'duration', 'cost', 'name'],
      separator: '\t',
      dateFormat: 'DD.MM.YYYY',
      timeFormat: 'HH:mm',
      durationFormat: 'm:ss',
      marks: 'none',
    };
    expect(validate(settings)).toBe(true);
    const line = '01.03.2024\t10:03\tx\t102\t0815\t75:10\t1,20 EUR\tMary Ward';
    expect(parseSmdrLine(line, smdrFormat(settings))).toMatchObject({
      endedAt: '2024-03-01T10:03',
      device: '102',
      durationMs: 4_510_000,
      cost: '1,20 EUR',
      name: 'Mary Ward',
    });
  });

  it.each<[SmdrSettings, string]>([
    [{ profile: 'nobody' as never }, '/profile'],
    [{ dateFormat: 'MM/DD' }, '/dateFormat'],
    [{ dateFormat: 'MM/DD/YY/YY' }, '/dateFormat'],
    [{ dateFormat: 'month' }, '/dateFormat'],
    [{ timeFormat: 'hh:mm' }, '/timeFormat'],
    [{ timeFormat: 'HH:mmAA' }, '/timeFormat'],
    [{ durationFormat: 'HH' }, '/durationFormat'],
    [{ ringFormat: 'hh:mmAA' }, '/ringFormat'],
    [{ pageLines: 3 }, '/pageLines'],
    [{ columns: { date: { start: 1, width: 8 }, time: { start: 8, width: 5 } } }, '/columns/time'],
    [{ columns: { number: { start: 250, width: 8 } } }, '/columns/number'],
    [{ fields: ['date', 'time', 'date'] }, '/fields/2'],
    [{ fields: ['date'], columns: { time: { start: 1, width: 5 } } }, '/fields'],
  ])('that make no format are refused with a pointer: %j', (settings, pointer) => {
    expect(() => smdrFormat(settings)).toThrow(
      expect.objectContaining({ code: 'invalid-configuration', position: { pointer } }),
    );
  });

  it.each([
    { columns: { colour: { start: 1, width: 1 } } },
    { columns: { date: { start: 0, width: 1 } } },
    { fields: ['colour'] },
    { separator: '""' },
    { newLine: 'NL' },
    { bits: 9 },
    { directions: { I: 'inside' } },
    { colour: 'red' },
  ])('that do not fit are refused by the schema: %j', (settings) => {
    expect(validate(settings)).toBe(false);
  });
});
