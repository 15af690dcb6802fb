import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SOURCE = join(import.meta.dirname, 'crosspoint.ts');

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** `crosspoint` in a process of its own, with nothing of this one's environment but the path. */
export class Program {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Outcome>;
  readonly #lines: string[] = [];
  #wake: () => void = () => undefined;

  constructor(args: readonly string[], environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [SOURCE, ...args], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    this.#ended = once(child, 'close').then(([code, signal]) => {
      this.#wake();
      const out = this.#lines.map((line) => `${line}\n`).join('');
      return { code: code as number | null, signal: signal as string | null, out, err };
    });
  }

  /** What is captured by an expression in the first line of the output that fits it. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      for (const line of this.#lines) {
        const found = pattern.exec(line)?.[1];
        if (found !== undefined) return found;
      }
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        const { out, err } = await this.#ended;
        throw new Error(`no line ${pattern.source}: ${out}${err}`);
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  get ended(): Promise<Outcome> {
    return this.#ended;
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Outcome> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

/** Runs to the end. */
export function run(args: readonly string[], environment?: Record<string, string>) {
  return new Program(args, environment).ended;
}
