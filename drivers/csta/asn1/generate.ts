/**
 * Writes drivers/csta/generated/ from the ASN.1 in drivers/csta/modules/. `--check` writes nothing and
 * fails where a committed file differs.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { Asn1Error } from './lexer.ts';
import { compile } from './compile.ts';

const MODULES = join(import.meta.dirname, '..', 'modules');
const GENERATED = join(import.meta.dirname, '..', 'generated');
const STYLE = { printWidth: 100, singleQuote: true };

const isCheck = process.argv.includes('--check');
try {
  await generate();
} catch (error) {
  if (!(error instanceof Asn1Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function generate(): Promise<void> {
  const stale: string[] = [];
  for (const file of readdirSync(MODULES).filter((name) => name.endsWith('.asn1'))) {
    const target = join(GENERATED, file.replace(/asn1$/, 'ts'));
    const text = await generated(file);
    if (isCheck) {
      if (!existsSync(target) || readFileSync(target, 'utf8') !== text) stale.push(file);
    } else {
      writeFileSync(target, text);
    }
  }
  if (stale.length > 0) {
    const names = stale.join(', ');
    process.stderr.write(`drivers/csta/generated is not up to date with ${names}: `);
    process.stderr.write('run node drivers/csta/asn1/generate.ts.\n');
    process.exitCode = 1;
  }
}

async function generated(file: string): Promise<string> {
  const source = readFileSync(join(MODULES, file), 'utf8');
  const raw = compile(source, { file: `drivers/csta/modules/${file}`, runtime: '../ber' });
  const { code, errors } = await format(file.replace(/asn1$/, 'ts'), raw, STYLE);
  if (errors.length > 0) throw new Error(`${file}: ${JSON.stringify(errors[0])}`);
  return code;
}
