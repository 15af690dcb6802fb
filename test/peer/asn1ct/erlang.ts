import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'exchange.escript');
const PATIENCE_MS = 100_000;

/** An ASN.1 module by its name and its file: asn1ct wants the two to be called alike. */
export interface ModuleFile {
  readonly name: string;
  readonly file: string;
}

/** Erlang with codecs that asn1ct made of our modules, in a folder of its own. */
export class Erlang {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws with asn1ct's own words where it refuses a module. */
  static async compile(modules: readonly ModuleFile[]): Promise<Erlang> {
    const folder = await mkdtemp(join(tmpdir(), 'crosspoint-asn1ct-'));
    for (const { name, file } of modules) {
      await copyFile(file, join(folder, `${name}.asn1`));
      await run('erlc', ['-bber', '+maps', `${name}.asn1`], { cwd: folder, timeout: PATIENCE_MS });
    }
    return new Erlang(folder);
  }

  /** One process answers all cases, terms as exchange.escript says; gives the answers by id. */
  async exchange(cases: readonly string[]): Promise<ReadonlyMap<number, string>> {
    const file = join(this.#folder, 'cases');
    await writeFile(file, cases.map((one) => `${one}.\n`).join(''));
    const { stdout } = await run('escript', [SCRIPT, this.#folder, file], {
      timeout: PATIENCE_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => {
        const space = line.indexOf(' ');
        return [Number(line.slice(0, space)), line.slice(space + 1)];
      }),
    );
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
