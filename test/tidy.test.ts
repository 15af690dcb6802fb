import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaches, shapeBreaches } from './tidy/breaches.ts';
import { nativeBreaches } from './tidy/native-breaches.ts';
import type { Source } from './tidy/reading.ts';
import { DEPENDENCIES, DEV_DEPENDENCIES, EDGES } from './tidy/tables.ts';

const ROOT = join(import.meta.dirname, '..');

function filesUnder(folder: string, endings: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/(?:^schemas|^drivers[/]csta)[/]generated[/]|[/]node_modules[/]/.test(path));
}

function sourcesIn(folders: readonly string[], endings: RegExp): Source[] {
  return folders
    .flatMap((folder) => filesUnder(folder, endings))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

const HOUSE = ['src', 'drivers', 'bench', 'schemas', 'web', 'test'];

describe('the house', () => {
  it('keeps its floors, has no import cycle and takes nothing behind its back', () => {
    const sources = sourcesIn(HOUSE, /\.tsx?$/);
    expect(sources.length).toBeGreaterThan(300);
    expect(breaches(sources)).toEqual([]);
  });

  it('keeps the floors of its native part, and sizes and names there', () => {
    const sources = sourcesIn(['native'], /\.(cpp|h|inc|c)$/);
    expect(sources.length).toBeGreaterThan(200);
    expect(nativeBreaches(sources)).toEqual([]);
    expect(sources.flatMap(shapeBreaches)).toEqual([]);
    const upward = { path: 'native/dsp/a.cpp', text: '#include "engine/engine.h"\n' };
    const scripted = { path: 'native/engine/a.h', text: '#include <napi.h>\n' };
    expect(nativeBreaches([upward, scripted])).toHaveLength(2);
  });

  it('has style sheets and scripts of a size and with names that fit', () => {
    const others = sourcesIn([...HOUSE, '.ci'], /\.(css|sh|js)$/);
    expect(others.flatMap(shapeBreaches)).toEqual([]);
  });

  it('names an edge only where there is one', () => {
    const gone = Object.keys(EDGES).filter(
      (path) => !sourcesIn(['src', 'drivers'], /\.ts$/).some((one) => one.path === path),
    );
    expect(gone, 'take these out of EDGES in test/tidy/tables.ts').toEqual([]);
  });

  it('depends on what is on the allow-list, each pinned to one version', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const { dependencies, devDependencies } = manifest;
    const how = 'package.json and the allow-list in test/tidy/tables.ts name the same packages';
    expect(Object.keys(dependencies).toSorted(), how).toEqual(Object.keys(DEPENDENCIES).toSorted());
    expect(Object.keys(devDependencies).toSorted(), how).toEqual(
      Object.keys(DEV_DEPENDENCIES).toSorted(),
    );
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose, 'pin each to one version: a range may take an older release').toEqual([]);
  });
});

describe('the checker', () => {
  const told = (...files: readonly (readonly [path: string, text: string])[]): string[] =>
    breaches(files.map(([path, text]) => ({ path, text })));
  const TARGETS = [
    ['src/base/ids.ts', ''],
    ['src/spi/driver.ts', ''],
    ['src/journal/journal.ts', ''],
    ['src/api/http.ts', ''],
    ['src/contact/contacts.ts', ''],
    ['drivers/acme/link.ts', ''],
    ['web/toolbar/calls.ts', ''],
  ] as const;

  it.each([
    ['src/base/log.ts', `import type { Link } from '../spi/driver.ts';`, 'floor 0'],
    ['src/journal/store.ts', `export * from '../api/http.ts';`, 'floor 2'],
    ['src/telephony/plan.ts', `const x = await import('../contact/contacts.ts');`, 'floor 3'],
    ['src/contact/pops.ts', `type A = import('../api/http.ts').A;`, 'floor 5'],
    ['src/spi/kit.ts', `import '../journal/journal.ts';`, 'floor 1'],
    ['src/extra/thing.ts', `import '../base/ids.ts';`, 'has no floor'],
    ['src/api/switches.ts', `import '../../drivers/acme/link.ts';`, 'only src/main.ts'],
    ['drivers/other/link.ts', `import '../acme/link.ts';`, 'do not know each other'],
    ['drivers/other/link.ts', `import '../../src/journal/journal.ts';`, 'a driver knows'],
    ['drivers/other/link.ts', `import '../../schemas/generated/types.ts';`, 'a driver knows'],
    ['web/toolbar/rest.ts', `import '../../src/base/ids.ts';`, 'web knows the API'],
    ['web/toolbar/rest.ts', `import { readFileSync } from 'node:fs';`, 'a browser has no'],
    ['src/base/ids.ts', `import x from './gone.ts';`, 'which is not there'],
    ['src/api/http.ts', `import x from 'left-pad';`, 'allow-list'],
    ['src/journal/journal.ts', `import express from 'express';`, 'express is for src/api'],
  ])('refuses in %s: %s', (path, text, message) => {
    const others = TARGETS.filter(([other]) => other !== path);
    expect(told([path, text], ...others)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['src/contact/contacts.ts', 'const t = Date.now();', 'uses Date.now'],
    ['src/contact/contacts.ts', 'const t = `at ${new Date()}`;', 'uses new Date()'],
    ['src/telephony/plan.ts', 'setTimeout(() => 1, 5);', 'uses setTimeout'],
    ['drivers/acme/link.ts', 'const later = setImmediate;', 'uses setImmediate'],
    ['src/spi/kit.ts', 'const x = Math.random();', 'uses Math.random'],
    ['src/journal/journal.ts', 'const x = performance.now();', 'uses performance'],
    ['src/api/http.ts', `const port = process.env['PORT'];`, 'uses process'],
    ['src/contact/contacts.ts', `import { stat } from 'node:fs/promises';`, 'by constructor'],
    ['src/telephony/plan.ts', `import { randomUUID } from 'node:crypto';`, 'by constructor'],
    ['bench/simulation/people.ts', 'await fetch("/");', 'uses fetch'],
    ['src/base/log.ts', 'export function log(what: any) {}', 'says any'],
    ['src/base/utils.ts', '', 'is named utils'],
    ['src/base/LogLine.ts', '', 'not kebab-case'],
  ])('refuses in %s: %j', (path, text, message) => {
    expect(told([path, text])).toEqual([expect.stringContaining(message)]);
  });

  it('refuses a long file and one that cannot be read', () => {
    expect(told(['src/base/log.ts', '\n'.repeat(501)])[0]).toContain('has 501 lines');
    expect(told(['src/base/log.ts', 'const = ;'])[0]).toContain('cannot be read');
  });

  it('finds a cycle of types only', () => {
    const one = ['src/base/log.ts', `import type { Id } from './ids.ts';`] as const;
    const two = ['src/base/ids.ts', `export type { Log } from './log.ts';`] as const;
    expect(told(one, two)).toEqual([
      expect.stringContaining('src/base/log.ts → src/base/ids.ts → src/base/log.ts is a cycle'),
    ]);
  });

  it.each([
    ['src/api/http.ts', `import '../contact/contacts.ts'; import express from 'express';`],
    ['src/cli/serve.ts', `import '../../drivers/acme/link.ts'; const now = Date.now();`],
    ['src/telephony/plan.ts', `import type { Call } from '../../schemas/generated/types.ts';`],
    ['src/telephony/plan.ts', `import { createHash } from 'node:crypto';`],
    ['src/contact/contacts.ts', `const { fetch } = given; await fetch('/');`],
    ['src/contact/contacts.ts', `clock.setTimeout(() => 1, 5); const at = new Date(5);`],
    [
      'src/contact/contacts.ts',
      `interface A { fetch: typeof globalThis.fetch; setTimeout(): void }`,
    ],
    [
      'src/contact/contacts.ts',
      `// Date.now() and import x from '../api/http.ts'\nconst a = 'any';`,
    ],
    ['src/api/stream.ts', `import type { IncomingMessage } from 'node:http';`],
    ['drivers/acme/driver.ts', `import './link.ts'; import '../../src/spi/driver.ts';`],
    ['drivers/acme/link.test.ts', `import '../../src/journal/journal.ts'; const t = Date.now();`],
    ['bench/spine/load.ts', `import '../../src/api/http.ts'; const t = performance.now();`],
  ])('lets pass in %s: %s', (path, text) => {
    const others = TARGETS.filter(([other]) => other !== path);
    expect(told([path, text], ...others)).toEqual([]);
  });
});
