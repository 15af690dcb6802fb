import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Runs the install script of a package that consists of it alone. */
function install(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'crosspoint-install-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'native'));
  for (const name of ['package.json', 'native/install.js']) {
    copyFileSync(join(ROOT, name), join(folder, name));
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['native/install.js'], {
    cwd: folder,
    // Any file will do for node-gyp where it is not run.
    env: { npm_config_node_gyp: join(folder, 'package.json'), ...env },
    encoding: 'utf8',
  });
  const note = join(folder, 'build/native-missing.txt');
  return { status, stdout, stderr, note: existsSync(note) ? readFileSync(note, 'utf8') : '' };
}

it.each([
  ['a compiler', { CXX: '/nowhere/g++' }, 'there is no C++ compiler (/nowhere/g++)'],
  ['anything', { PATH: '/nowhere' }, 'there is no C++ compiler (g++)'],
  ['a compiler that knows C++20', { CXX: 'cat -E' }, 'too old for C++20'],
  ['leave', { CROSSPOINT_NATIVE: 'off' }, 'CROSSPOINT_NATIVE is off'],
])('without %s the install script says so, and the installation goes on', (_what, env, reason) => {
  const { PATH = '' } = process.env;
  const { status, stdout, stderr, note } = install({ PATH, ...env });
  expect(status).toBe(0);
  expect(stdout).toBe('');
  const [first = '', second = '', ...rest] = stderr.trim().split('\n');
  expect(first).toMatch(/^crosspoint: the board engine is not built: /);
  expect(second).toMatch(/^Everything but telephony boards works\. /);
  expect(rest).toEqual([]);
  expect(first).toMatch(new RegExp(reason.replaceAll(/[()+]/g, String.raw`\$&`)));
  expect(first).toContain(note.trim());
});
