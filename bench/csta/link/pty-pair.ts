import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two pseudo terminals joined by a process of its own, so that the cable costs neither end anything. */
export class PtyPair {
  /** The devices to open. */
  readonly left: string;
  readonly right: string;
  readonly #directory: string;
  readonly #cable: ChildProcess;

  private constructor(directory: string) {
    this.#directory = directory;
    this.left = join(directory, 'left');
    this.right = join(directory, 'right');
    const ends = [this.left, this.right].map((path) => `PTY,link=${path},raw,echo=0`);
    this.#cable = spawn('socat', ends, { stdio: 'ignore' });
    this.#cable.on('error', () => {});
  }

  static get isPossible(): boolean {
    return spawnSync('socat', ['-V']).status === 0;
  }

  static async start(): Promise<PtyPair> {
    const pair = new PtyPair(mkdtempSync(join(tmpdir(), 'crosspoint-pty-')));
    const deadline = performance.now() + 10_000;
    while (!existsSync(pair.left) || !existsSync(pair.right)) {
      if (performance.now() > deadline) throw new Error('socat made no pseudo terminals');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return pair;
  }

  async close(): Promise<void> {
    if (this.#cable.exitCode === null && this.#cable.signalCode === null) {
      const ended = new Promise((resolve) => this.#cable.once('exit', resolve));
      this.#cable.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
