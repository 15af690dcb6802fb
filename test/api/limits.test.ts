import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import commands from '../../schemas/commands.json' with { type: 'json' };
import { completeConfiguration } from '../../src/cli/configuration.ts';
import { Bench } from './support.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Row {
  readonly what: string;
  readonly limit: string;
  readonly where: string;
}

function rows(): Row[] {
  return read('docs/limits.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => !/^-+$/.test(cells[1] ?? ''))
    .map(([, what = '', limit = '', , where = '']) => ({ what, limit, where }));
}

/** `64 KiB`, `24 h`, `20,000` or `4.5 s` as a number of octets, milliseconds or things. */
function amount(text: string): number {
  const [, digits = '', unit = ''] = /^([\d,.]+)(?: (KiB|MiB|s|h)\b)?/.exec(text) ?? [];
  const units: Record<string, number> = { KiB: 1024, MiB: 1 << 20, s: 1000, h: 3_600_000 };
  return Number(digits.replaceAll(',', '')) * (units[unit] ?? 1);
}

/** The value of a constant in a source file; a product is worked out. */
function constant(path: string, name: string): number {
  const text = new RegExp(`const ${name} = ([\\d_* ]+);`).exec(read(path))?.[1] ?? '';
  return text.split('*').reduce((product, part) => product * Number(part.replaceAll('_', '')), 1);
}

/** The same in C++, where a number may be written 8'000 or with a suffix. */
function nativeConstant(path: string, name: string): number {
  const pattern = new RegExp(`(?:constexpr [\\w:]+ ${name} =|#define ${name}) ([\\d']+)`);
  return Number(pattern.exec(read(path))?.[1]?.replaceAll("'", '') ?? Number.NaN);
}

describe('docs/limits.md', () => {
  it('names a place that is there for every limit', () => {
    expect(rows().length).toBeGreaterThan(30);
    for (const { what, where } of rows()) {
      const [, path = '', name = ''] =
        /^`((?:src|schemas|native)\/[^`]+)`(?: `(\w+)`)?$/.exec(where) ?? [];
      if (where.startsWith('Node')) continue;
      expect([what, existsSync(join(ROOT, path))]).toEqual([what, true]);
      if (path.startsWith('src/') && name !== '') expect(read(path)).toContain(`const ${name}`);
    }
  });

  it('has the numbers that the code has', () => {
    for (const { what, limit, where } of rows()) {
      const [, path = '', name = ''] = /^`(src\/[^`]+)` `(\w+)`$/.exec(where) ?? [];
      if (name === '' || name === 'KEY') continue;
      expect([what, amount(limit)]).toEqual([what, constant(path, name)]);
    }
  });

  it('has the numbers that the native code has', () => {
    const native = rows().filter(({ where, limit }) => where.endsWith('`') && /^\d/.test(limit));
    let compared = 0;
    for (const { what, limit, where } of native) {
      const [, path = '', name = ''] = /^`(native\/[^`]+)` `(\w+)`$/.exec(where) ?? [];
      if (name === '') continue;
      expect([what, amount(limit)]).toEqual([what, nativeConstant(path, name)]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(6);
  });

  it('has the defaults of the settings that it names', () => {
    const settings = completeConfiguration({ switches: [{ id: 'x', driver: 'y' }] });
    const parts: Record<string, object | undefined> = {
      server: settings.server,
      journal: settings.journal,
      contacts: settings.contacts,
      webhooks: settings.webhooks,
      link: settings.switches[0]?.link,
    };
    for (const { what, limit } of rows()) {
      const [, part = '', name = ''] = /setting `(\w+)\.(\w+)`/.exec(limit) ?? [];
      if (name === '') continue;
      const value = (parts[part] as Record<string, number>)[name] ?? Number.NaN;
      const unit = name.endsWith('KiB') ? 1024 : 1;
      expect([what, amount(limit)]).toEqual([what, value * unit]);
    }
  });
});

describe('a limit of a schema', () => {
  const bench = new Bench();
  let call = '';
  beforeAll(async () => {
    await bench.start();
    call = await bench.incoming('2001');
    await bench.command(`/v1/calls/${call}/answer`, { device: '2001' });
  });
  afterAll(() => bench.close());

  const status = async (path: string, body: unknown) => (await bench.post(path, body)).status;

  it('lets the largest through and not one more', async () => {
    const digits = (count: number) => ({
      device: '2001',
      digits: '1'.repeat(count),
      durationMs: 20,
    });
    expect(await status(`/v1/calls/${call}/digits`, digits(64))).toBe(202);
    expect(await status(`/v1/calls/${call}/digits`, digits(65))).toBe(400);
    const named = (count: number) => ({ name: 'x'.repeat(count), numbers: [] });
    expect(await status('/v1/contacts', named(256))).toBe(201);
    expect(await status('/v1/contacts', named(257))).toBe(400);
    const numbered = (count: number) => ({
      name: 'x',
      numbers: Array.from({ length: count }, (_, index) => `+4930${1_000_000 + index}`),
    });
    expect(await status('/v1/contacts', numbered(50))).toBe(201);
    expect(await status('/v1/contacts', numbered(51))).toBe(400);
    const fields = (length: number) => ({
      name: 'x',
      numbers: [],
      fields: { a: 'x'.repeat(length) },
    });
    expect(await status('/v1/contacts', fields(65_536 - '{"a":""}'.length))).toBe(201);
    expect(await status('/v1/contacts', fields(65_537 - '{"a":""}'.length))).toBe(400);
  });

  it('bounds every text that a command takes', () => {
    const unbounded: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { type, maxLength, pattern } = schema as Record<string, unknown>;
      const isBound = maxLength !== undefined || /\{\d+,\d+\}\$$/.test(String(pattern));
      if (type === 'string' && !isBound) unbounded.push(path);
      for (const [name, member] of Object.entries(schema)) walk(member, `${path}/${name}`);
    };
    walk(commands.$defs, '');
    expect(unbounded).toEqual([]);
  });
});
