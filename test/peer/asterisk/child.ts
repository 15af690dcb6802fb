import { spawn, type ChildProcess } from 'node:child_process';

/** A program that a test started: its output is kept, and it alone is ended, by its own pid. */
export class Child {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number>;
  readonly name: string;
  output = '';

  constructor(command: string, args: readonly string[], cwd?: string) {
    this.name = command;
    this.#process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    });
    // A test process that crashes must not leave the program behind.
    const orphan = (): unknown => this.#process.kill('SIGKILL');
    process.once('exit', orphan);
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString('utf8')).slice(-20_000);
    };
    this.#process.stdout?.on('data', keep);
    this.#process.stderr?.on('data', keep);
    this.#ended = new Promise((resolve) => {
      this.#process.on('exit', (code, signal) => {
        process.off('exit', orphan);
        resolve(code ?? (signal === null ? 1 : 128));
      });
      this.#process.on('error', (error) => {
        this.output += String(error);
        resolve(127);
      });
    });
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  write(text: string): void {
    this.#process.stdin?.write(text);
  }

  /** Resolves with the exit status. */
  ended(): Promise<number> {
    return this.#ended;
  }

  /** Asks it to end, and after `patienceMs` makes it. */
  async stop(patienceMs = 4_000): Promise<void> {
    if (!this.isRunning) return;
    this.#process.kill('SIGTERM');
    const force = setTimeout(() => this.#process.kill('SIGKILL'), patienceMs);
    await this.#ended;
    clearTimeout(force);
  }
}

/** Looks again until `condition` holds; throws with `what` when `withinMs` have passed. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
