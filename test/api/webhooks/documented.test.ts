import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { delayAfter } from '../../../src/api/webhooks/schedule.ts';
import { signatureHeaders } from '../../../src/api/webhooks/signature.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');
const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const BODY = '{"name":"Zoë"}';
const folder = mkdtempSync(join(tmpdir(), 'crosspoint-doc-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** The block in a language that holds a word. */
function block(language: string, word: string): string {
  const blocks = [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))];
  const found = blocks.map(([, text]) => text ?? '').find((text) => text.includes(word));
  if (found === undefined) throw new Error(`docs/webhooks.md has no ${language} with ${word}`);
  return found;
}

function signed(ageSeconds = 0) {
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  return signatureHeaders({ id: 'wh_1_2', timestamp, body: BODY }, ['whsec_AAAA', SECRET]);
}

const hasPrograms = (...names: string[]) =>
  names.every((name) => spawnSync('which', [name]).status === 0);

describe('the examples of docs/webhooks.md', () => {
  it('check a signature in Node', async () => {
    const file = join(folder, 'check.mjs');
    writeFileSync(file, block('js', 'isAuthentic'));
    const { isAuthentic } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      isAuthentic: (secret: string, headers: object, body: string) => boolean;
    };
    expect(isAuthentic(SECRET, signed(), BODY)).toBe(true);
    expect(isAuthentic(SECRET, signed(), `${BODY} `)).toBe(false);
    expect(isAuthentic('whsec_BBBB', signed(), BODY)).toBe(false);
    expect(isAuthentic(SECRET, signed(301), BODY)).toBe(false);
  });

  it.skipIf(!hasPrograms('python3'))('check a signature in Python', () => {
    const check = (headers: object, body: string) => {
      const given = JSON.stringify([SECRET, headers, body]);
      const program = `${block('python', 'is_authentic')}
import json, sys
secret, headers, body = json.loads(sys.argv[1])
print(is_authentic(secret, headers, body.encode()))`;
      const { stdout, stderr } = spawnSync('python3', ['-c', program, given], { encoding: 'utf8' });
      return `${stdout}${stderr}`.trim();
    };
    expect(check(signed(), BODY)).toBe('True');
    expect(check(signed(), `${BODY} `)).toBe('False');
    expect(check(signed(301), BODY)).toBe('False');
  });

  it.skipIf(!hasPrograms('openssl', 'base64'))('compute a signature in the shell', () => {
    writeFileSync(join(folder, 'body.json'), BODY);
    const headers = signed();
    const { stdout } = spawnSync('sh', ['-c', block('sh', 'openssl')], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        SECRET,
        ID: headers['webhook-id'],
        TIMESTAMP: headers['webhook-timestamp'],
      },
    });
    expect(headers['webhook-signature']?.split(' ')[1]).toBe(`v1,${stdout.trim()}`);
  });
});

it('docs/webhooks.md has the pauses of the schedule', () => {
  const row = /^\| pause before it \|(.*)\|$/m.exec(PAGE)?.[1] ?? '';
  const units: Record<string, number> = { s: 1, min: 60, h: 3600 };
  const told = row.split('|').map((cell) => {
    const [number = '', unit = ''] = cell.trim().split(' ');
    return Number(number) * (units[unit] ?? Number.NaN);
  });
  const real = told.map((_, index) => (delayAfter(index + 1, 0.5) ?? 0) / 1000);
  expect(delayAfter(told.length + 1, 0.5)).toBe(undefined);
  for (const [index, seconds] of told.entries()) {
    expect(Math.abs(seconds / (real[index] ?? 0) - 1)).toBeLessThan(0.07);
  }
});
