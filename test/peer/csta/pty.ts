import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Noise } from '../../../drivers/csta/transport/line-noise.ts';

/**
 * Why the suites over serial lines cannot run; undefined where they can. A missing program is a reason
 * to skip on a developer's machine; under CI it is a fault, and the suite runs into it.
 */
export function missingSocat(): string | undefined {
  if (process.env['CI'] !== undefined) return undefined;
  if (spawnSync('sh', ['-c', 'command -v socat']).status === 0) return undefined;
  const missing = 'socat is not installed';
  process.stderr.write(`serial suite skipped: ${missing}\n`);
  return missing;
}

export type Side = 'left' | 'right';

/**
 * Two pseudo terminals and a cable between them: each is a socat of its own, and what one side writes
 * passes through this process, where it can be spoilt or lost.
 */
export class PtyCable {
  /** The devices to open. */
  readonly left: string;
  readonly right: string;
  readonly #directory: string;
  readonly #processes: Readonly<Record<Side, ChildProcess>>;
  #isCut = false;

  private constructor(directory: string, noise: Noise) {
    this.#directory = directory;
    this.left = join(directory, 'left');
    this.right = join(directory, 'right');
    const [left, right] = [terminal(this.left), terminal(this.right)];
    this.#processes = { left, right };
    const carry = (from: ChildProcess, to: ChildProcess): void => {
      from.stdout?.on('data', (octets: Buffer) => {
        if (!this.#isCut) to.stdin?.write(noise(octets));
      });
      // A device that was removed takes nothing more.
      to.stdin?.on('error', () => {});
    };
    carry(left, right);
    carry(right, left);
  }

  static async start(noise: Noise = (octets) => octets): Promise<PtyCable> {
    const directory = mkdtempSync(join(tmpdir(), 'csta-pty-'));
    const cable = new PtyCable(directory, noise);
    const deadline = performance.now() + 10_000;
    while (!existsSync(cable.left) || !existsSync(cable.right)) {
      if (performance.now() > deadline) throw new Error('socat made no pseudo terminals');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return cable;
  }

  /** Pulls the cable: both devices stay, and nothing passes between them. */
  cut(): void {
    this.#isCut = true;
  }

  /** Plugs it in again. */
  mend(): void {
    this.#isCut = false;
  }

  /** Removes one of the two devices, as an adapter that is unplugged. */
  async remove(side: Side): Promise<void> {
    const child = this.#processes[side];
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await Promise.all([this.remove('left'), this.remove('right')]);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function terminal(path: string): ChildProcess {
  const child = spawn('socat', [`PTY,link=${path},raw,echo=0,ignoreeof`, 'STDIO'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A test process that crashes must not leave the program behind.
  const orphan = (): unknown => child.kill('SIGKILL');
  process.once('exit', orphan);
  child.once('exit', () => process.off('exit', orphan));
  child.on('error', () => {});
  return child;
}
