import { describe, onTestFinished } from 'vitest';
import { Board, type BoardOptions } from '../board.ts';
import { libraryPath, loadNative } from '../native.ts';
import type { Port } from '../port.ts';

/** Why suites that need the addon, and perhaps a trunk module, cannot run here; undefined where they can. */
function whyNot(trunk: string | undefined): string | undefined {
  try {
    const native = loadNative();
    if (trunk !== undefined) libraryPath(native, 'trunk', trunk);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Tests that need the addon: skipped with the reason where it is not built, but not where CI is set. */
export function describeNative(name: string, tests: () => void, trunk?: string): void {
  const reason = process.env['CI'] === undefined ? whyNot(trunk) : undefined;
  if (reason === undefined) describe(name, tests);
  else describe.skip(`${name} (${reason})`, tests);
}

/** A simulated board that a test steps itself, closed when the test is over. */
export async function steppedBoard(
  settings: object = {},
  options: Partial<BoardOptions> = {},
): Promise<Board> {
  const board = await Board.open({
    library: 'simulated',
    pace: 'stepped',
    settings: { pace: 'stepped', ports: 8, ...settings },
    ...options,
  });
  onTestFinished(() => board.close());
  return board;
}

/** The port of that number. */
export function portOf(board: Board, number: number): Port {
  const port = board.ports[number];
  if (port === undefined) throw new Error(`the board has no port ${number}`);
  return port;
}

/** Two ports that hear each other. */
export function joined(board: Board, one = 0, other = 1): [Port, Port] {
  const ports: [Port, Port] = [portOf(board, one), portOf(board, other)];
  board.fabric.connect(...ports);
  return ports;
}

/** A file in memory: A-law samples at 8 kHz, each the same octet. */
export function wavOf(milliseconds: number, octet = 0x55): Buffer {
  const samples = Buffer.alloc(milliseconds * 8, octet);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(6, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Everything after the header of a WAV file that the engine wrote. */
export function samplesOf(file: Buffer): Buffer {
  const at = file.indexOf('data', 12, 'latin1');
  return file.subarray(at + 8, at + 8 + file.readUInt32LE(at + 4));
}
