import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('openssl-event.c', import.meta.url));
const MEASURED_MS = 100;

export interface OpensslTimes {
  readonly decodeNs: number;
  readonly encodeNs: number;
}

/** The C program beside this file, compiled for this run: the same event by OpenSSL's templates. */
export class OpensslPeer {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Why there is none, in words, where compiler, headers or source are not here. */
  static create(): OpensslPeer | string {
    if (!existsSync(SOURCE)) return 'its source is not part of the installed package';
    const directory = mkdtempSync(join(tmpdir(), 'crosspoint-openssl-'));
    const words = ['-O2', '-o', join(directory, 'event'), SOURCE, '-lcrypto'];
    const { status, error, stderr } = spawnSync('cc', words, { encoding: 'utf8' });
    if (status === 0) return new OpensslPeer(directory);
    rmSync(directory, { recursive: true, force: true });
    if (error !== undefined) return 'there is no C compiler cc';
    return `cc fails, perhaps without libssl-dev: ${stderr.split('\n')[0] ?? ''}`;
  }

  measure(hex: string): OpensslTimes {
    const program = join(this.#directory, 'event');
    const { status, stdout } = spawnSync(program, [hex, String(MEASURED_MS)], { encoding: 'utf8' });
    const [decodeNs = Number.NaN, encodeNs = Number.NaN] = stdout.trim().split(' ').map(Number);
    if (status !== 0) throw new Error(`OpenSSL does not read the event: ${status}`);
    return { decodeNs, encodeNs };
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
