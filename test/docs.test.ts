import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readScenario } from '../drivers/simulated/scenario/read-scenario.ts';
import { sentenceForms } from '../drivers/simulated/scenario/sentences.ts';
import { completeConfiguration } from '../src/cli/configuration.ts';

const ROOT = join(import.meta.dirname, '..');
const LEFT_OUT = new Set(['node_modules', 'dist', 'data', '.git', '.peers']);

function text(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function json(path: string): unknown {
  return JSON.parse(text(path));
}

function pages(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pages(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** What a page holds between fences of one language. */
function blocks(page: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...text(page).matchAll(fence)].map(([, block]) => block ?? '');
}

/** The anchor that a heading gets. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): string[] {
  return [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading ?? ''));
}

/** Links of a page that lead nowhere, code left out. */
function brokenLinks(page: string): string[] {
  const prose = text(page)
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return targets.filter((target) => {
    if (/^[a-z]+:/i.test(target)) return false;
    const [path = '', hash] = target.split('#');
    const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
    if (!existsSync(join(ROOT, file))) return true;
    return hash !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(hash);
  });
}

interface Member {
  readonly default?: unknown;
  readonly $ref?: string;
  readonly items?: Member;
  readonly additionalProperties?: boolean | Member;
}

interface Definition {
  readonly properties: Readonly<Record<string, Member>>;
  readonly required: readonly string[];
}

/** Members of the configuration by path, with `[]` for a list and `.*` for names that are free. */
function members(name = 'Configuration', prefix = ''): Map<string, string> {
  const { $defs } = json('schemas/config.json') as { $defs: Record<string, Definition> };
  const found = new Map<string, string>();
  const { properties, required } = $defs[name] ?? { properties: {}, required: [] };
  for (const [key, member] of Object.entries(properties)) {
    const path = `${prefix}${key}`;
    const free = typeof member.additionalProperties === 'object' ? member.additionalProperties : {};
    const inner = member.$ref ?? member.items?.$ref ?? free.$ref;
    if (inner === undefined) found.set(path, defaultOf(member, required.includes(key)));
    const mark = member.items === undefined ? (free.$ref === undefined ? '' : '.*') : '[]';
    const rest = inner === undefined ? [] : members(inner.split('/').at(-1), `${path}${mark}.`);
    for (const [deeper, value] of rest) found.set(deeper, value);
  }
  return found;
}

function defaultOf(member: Member, isRequired: boolean): string {
  if (isRequired) return 'required';
  return member.default === undefined ? '–' : `\`${JSON.stringify(member.default)}\``;
}

/** First and second column of every table row that begins with a code word. */
function rows(page: string): Map<string, string> {
  const found = [...text(page).matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)];
  return new Map(found.map(([, first = '', second = '']) => [first, second.trim()]));
}

describe('the documents', () => {
  it.each(pages())('%s links to nothing that is not there', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('tell every member of the configuration with its default, and no other', () => {
    expect(rows('docs/configuration.md')).toEqual(members());
  });

  it('show a configuration that is accepted', () => {
    const examples = blocks('docs/configuration.md', 'yaml').map((block) => parse(block) as object);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) completeConfiguration(example);
  });

  it('show scenarios that can be read', () => {
    const examples = blocks('docs/scenarios.md', 'yaml');
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) readScenario(example, 'docs/scenarios.md');
  });

  it('tell every sentence of a scenario', () => {
    const page = text('docs/scenarios.md');
    expect(sentenceForms().filter((form) => !page.includes(form))).toEqual([]);
  });

  it('tell every dependency with its licence, and no other', () => {
    const { dependencies, devDependencies } = json('package.json') as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const licences = Object.keys({ ...dependencies, ...devDependencies }).map((name) => {
      const manifest = json(`node_modules/${name}/package.json`) as { license: string };
      return [name, manifest.license] as const;
    });
    expect(rows('docs/dependencies.md')).toEqual(new Map(licences));
  });

  it('keep the glossary in order', () => {
    const terms = [...text('docs/glossary.md').matchAll(/^\*\*([^*]+)\*\*/gm)].map(
      ([, term]) => term ?? '',
    );
    expect(terms.length).toBeGreaterThan(40);
    const order = new Intl.Collator('en', { ignorePunctuation: true });
    expect(terms).toEqual(terms.toSorted((a, b) => order.compare(a, b)));
    expect(new Set(terms).size).toBe(terms.length);
  });
});
