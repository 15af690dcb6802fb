import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { SystemClock } from '../base/clock.ts';

interface DemoBoardOptions {
  readonly folder: string;
  readonly fast?: boolean;
}

const VOICES = { low: 'en+m3', high: 'en+f3' } as const;

/** `crosspoint demo:board`: a call over a simulated E1, with real audio. */
export function demoBoardCommand(): Command {
  return new Command('demo:board')
    .description(
      'Let a simulated caller through a board: prompt, keys, message, conference; as WAV',
    )
    .option('--folder <path>', 'where the WAV files go', 'data/demo-board')
    .option('--fast', 'as fast as the boards can be stepped, for the WAV files alone')
    .action(demonstrate);
}

async function demonstrate({ folder, fast = false }: DemoBoardOptions): Promise<void> {
  const { runBoardDemo } = await import('../../drivers/ctbus/demo/board-demo.ts');
  const path = resolve(folder);
  await mkdir(path, { recursive: true });
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const { files } = await runBoardDemo({
    folder: path,
    clock: new SystemClock(),
    say: write,
    speak,
    pace: fast ? 'stepped' : 'realTime',
  });
  write('To be listened to:');
  for (const file of files) write(`  ${file}`);
}

/** By espeak-ng where it is installed. */
async function speak(text: string, voice?: keyof typeof VOICES): Promise<Uint8Array | undefined> {
  const words = voice === undefined ? 'en' : VOICES[voice];
  const options = { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024, timeout: 10_000 } as const;
  try {
    const args = ['-v', words, '-s', '165', '--stdout', text];
    const { stdout } = await promisify(execFile)('espeak-ng', args, options);
    return stdout;
  } catch {
    return undefined;
  }
}
