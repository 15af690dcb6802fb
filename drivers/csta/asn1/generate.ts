/**
 * Writes drivers/csta/generated/ from the ASN.1 in drivers/csta/modules/, and the sample that tests of
 * the compiler use. `--check` writes nothing and fails where a committed file differs.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { Asn1Error } from './lexer.ts';
import { compile } from './compile.ts';

/** Where modules are, where their codecs go, and where those find the run-time. */
const FOLDERS = [
  { modules: 'modules', generated: 'generated', runtime: '../ber' },
  { modules: 'asn1/testing', generated: 'generated/testing', runtime: '../../ber' },
] as const;
const CSTA = join(import.meta.dirname, '..');
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
  for (const folder of FOLDERS) {
    for (const file of readdirSync(join(CSTA, folder.modules))) {
      if (!file.endsWith('.asn1')) continue;
      const target = join(CSTA, folder.generated, file.replace(/asn1$/, 'ts'));
      const text = await generated(`${folder.modules}/${file}`, folder.runtime);
      if (!isCheck) writeFileSync(target, text);
      else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) stale.push(file);
    }
  }
  if (stale.length > 0) {
    process.stderr.write(`Not generated anew: ${stale.join(', ')}. `);
    process.stderr.write('Run node drivers/csta/asn1/generate.ts.\n');
    process.exitCode = 1;
  }
}

async function generated(module: string, runtime: string): Promise<string> {
  const source = readFileSync(join(CSTA, module), 'utf8');
  const raw = compile(source, { file: `drivers/csta/${module}`, runtime });
  const { code, errors } = await format('generated.ts', raw, STYLE);
  if (errors.length > 0) throw new Error(`${module}: ${JSON.stringify(errors[0])}`);
  return code;
}
