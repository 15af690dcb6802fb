/**
 * Writes drivers/csta/generated/ from the ASN.1 in drivers/csta/modules/, and the sample that tests of
 * the compiler use. `--check` writes nothing and fails where a committed file differs.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { Asn1Error } from './lexer.ts';
import { compile } from './compile.ts';
import { FAST_TYPES } from './fast-types.ts';

interface Work {
  readonly module: string;
  readonly target: string;
  /** Where the codecs find the run-time. */
  readonly runtime: string;
  readonly fast?: readonly string[];
}

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
  for (const work of everything()) {
    const target = join(CSTA, work.target);
    const text = await generated(work);
    if (!isCheck) writeFileSync(target, text);
    else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) stale.push(work.target);
  }
  if (stale.length > 0) {
    process.stderr.write(`Not generated anew: ${stale.join(', ')}. `);
    process.stderr.write('Run node drivers/csta/asn1/generate.ts.\n');
    process.exitCode = 1;
  }
}

/** The modules of CSTA, and the sample that the compiler is tested with, as code and as tables. */
function everything(): Work[] {
  const modules = readdirSync(join(CSTA, 'modules')).filter((file) => file.endsWith('.asn1'));
  const sample = { module: 'asn1/testing/sample.asn1', runtime: '../../ber' };
  return [
    ...modules.map((file) => ({
      module: `modules/${file}`,
      target: `generated/${file.replace(/asn1$/, 'ts')}`,
      runtime: '../ber',
      fast: FAST_TYPES[file] ?? [],
    })),
    { ...sample, target: 'generated/testing/sample.ts' },
    { ...sample, target: 'generated/testing/sample-tables.ts', fast: [] },
  ];
}

async function generated({ module, runtime, fast }: Work): Promise<string> {
  const source = readFileSync(join(CSTA, module), 'utf8');
  const raw = compile(source, {
    file: `drivers/csta/${module}`,
    runtime,
    ...(fast === undefined ? {} : { fast: new Set(fast) }),
  });
  const { code, errors } = await format('generated.ts', raw, STYLE);
  if (errors.length > 0) throw new Error(`${module}: ${JSON.stringify(errors[0])}`);
  return code;
}
