import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/spi/conformance/all-checks.ts';
import { RULES } from '../../src/spi/conformance/rules.ts';

const TEXT = readFileSync(new URL('../../docs/drivers.md', import.meta.url), 'utf8');

describe('docs/drivers.md', () => {
  it('lists every check of the kit with its title and clause, and no other', () => {
    const wanted = CHECKS.map(({ id, title, clause }) => rowOf(id, title, clause));
    expect(rowsUnder('## All checks')).toEqual(wanted);
  });

  it('lists every rule with its title and clause, and no other', () => {
    const rules = Object.entries(RULES);
    const wanted = rules.map(([id, { title, clause }]) => rowOf(id, title, clause));
    expect(rowsUnder('## All rules')).toEqual(wanted);
  });

  it('gives each check an identifier of its own', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

function rowOf(id: string, title: string, clause: string): string {
  return `| \`${id}\` | ${title} | ${clause} |`;
}

function rowsUnder(heading: string): string[] {
  const section = TEXT.split(`\n${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').filter((line) => line.startsWith('| `'));
}
