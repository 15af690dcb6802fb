import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeNative } from '../testing/stepped-board.ts';
import { capabilitiesOf } from './model/services.ts';
import { SETTINGS_SCHEMA } from './settings-schema.ts';
import { readSettings } from './settings.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/ctbus.md'), 'utf8');

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...PAGE.matchAll(fence)].map(([, block]) => block ?? '');
}

/** The first cells of the tables under a heading. */
function firstCells(title: string): string[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  const [table = ''] = section.split('\n\n').filter((part) => part.startsWith('| '));
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, cell]) => cell ?? '');
}

it.each(blocks('yaml'))('the settings of the guide fit: %#', (block) => {
  const { switches } = parse(block) as { switches: { settings: unknown }[] };
  for (const { settings } of switches) expect(() => readSettings(settings)).not.toThrow();
});

it('the guide has every setting, and no other', () => {
  const { properties } = SETTINGS_SCHEMA;
  expect(firstCells('Every setting')).toEqual(Object.keys(properties));
  expect(firstCells('Trunks')).toEqual(Object.keys(properties.trunks.items.properties));
});

it('the guide has every service, and no other', () => {
  const said = PAGE.split('## What it can do\n')[1]?.split(';')[0] ?? '';
  const named = [...said.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const settings = readSettings({ library: 'simulated', media: [{ device: '1' }] });
  const properties = new Set(['correlatorData', 'callingName', 'digitsReported']);
  const services = [...capabilitiesOf(settings)].filter((name) => !properties.has(name));
  expect(named).toEqual(services);
});

/** What each example of the guide prints. */
const PRINTED = [
  /^1 at [\d.]+ ms\n2 at [\d.]+ ms\n3 at [\d.]+ ms\n# at [\d.]+ ms\n$/,
  /^runTimeControl 5\n$/,
  /^500 500\n$/,
  /^Grace hears 7\n$/,
  /^answered\n$/,
];

describeNative('the examples of the guide', () => {
  it('are those that are known here', () => {
    expect(blocks('ts')).toHaveLength(PRINTED.length);
  });

  it.each(blocks('ts').map((block, index) => [index, block] as const))(
    'run: %i',
    async (index, block) => {
      const folder = mkdtempSync(join(tmpdir(), 'crosspoint-guide-'));
      try {
        const path = join(folder, 'example.mts');
        const entry = join(ROOT, 'drivers/ctbus/index.ts');
        writeFileSync(path, block.replace("'crosspoint/ctbus'", JSON.stringify(entry)));
        const run = await promisify(execFile)(process.execPath, [path], { timeout: 15_000 });
        expect(run.stdout).toMatch(PRINTED[index] ?? /^$/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    20_000,
  );
});
