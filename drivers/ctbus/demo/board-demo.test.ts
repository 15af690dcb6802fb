import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import { Board } from '../board.ts';
import { describeNative } from '../testing/stepped-board.ts';
import { runBoardDemo, type DemoResult } from './board-demo.ts';
import { hum } from './voices.ts';

const ROOT = join(import.meta.dirname, '../../..');

describeNative('the demonstration with boards', () => {
  it('plays to a caller, hears his keys, records his message and puts him into a conference', async () => {
    await inFolder(async (folder) => {
      const said: string[] = [];
      const result = await runBoardDemo({
        folder,
        clock: new SystemClock(),
        say: (line) => said.push(line),
        speak: async () => undefined,
        pace: 'stepped',
      });
      expect(result.digits).toBe('4711#');
      expect(result.stoppedAfterMs).toBeLessThan(60);
      await checkFiles(result);
      expect(said.at(-1)).toMatch(/hung up/);
    });
  }, 60_000);

  it('is a command that ends by itself', async () => {
    await inFolder(async (folder) => {
      const main = `import { main } from ${JSON.stringify(join(ROOT, 'src/cli/main.ts'))};`;
      const run = `${main} await main(['node', 'crosspoint', ...process.argv.slice(1)]);`;
      const args = ['--input-type=module', '-e', run, 'demo:board', '--fast', '--folder', folder];
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
      expect(stdout).toMatch(/the desk has heard 4711#; the prompt ended by runTimeControl/);
      for (const name of ['caller-heard', 'message', 'conference']) {
        const path = join(folder, `${name}.wav`);
        expect(stdout).toContain(path);
        expect((await stat(path)).size).toBeGreaterThan(8_000);
      }
    });
  }, 40_000);
});

async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'crosspoint-demo-'));
  try {
    await action(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function checkFiles({ files }: DemoResult): Promise<void> {
  const [heardFile = '', messageFile = '', conferenceFile = ''] = files;
  const board = await Board.open({
    library: 'simulated',
    pace: 'stepped',
    settings: { backplane: 'judge', pace: 'stepped' },
  });
  try {
    const samplesOf = async (from: string | Uint8Array) =>
      Float64Array.from((await board.loadSound(from)).octets(), fromALaw);
    const caller = await samplesOf(hum('caller', 2_000));
    const message = await samplesOf(messageFile);
    expect(likeness(message, await samplesOf(hum('caller', 2_500)))).toBeGreaterThan(0.98);
    const conference = await samplesOf(conferenceFile);
    for (const who of ['caller', 'second', 'third'] as const) {
      // Of three who speak one after the other, two at a time.
      expect(likeness(conference, await samplesOf(hum(who, 2_000))), who).toBeGreaterThan(0.55);
    }
    const heard = await samplesOf(heardFile);
    expect(heard.length / 8_000).toBeGreaterThan(8);
    // The caller hears the others, and himself not.
    expect(likeness(heard, await samplesOf(hum('second', 2_000)))).toBeGreaterThan(0.55);
    expect(likeness(heard, caller)).toBeLessThan(0.3);
  } finally {
    await board.close();
  }
}

/** The best correlation of `wanted` with any stretch of `samples`: 1 is the same but for its loudness. */
function likeness(samples: Float64Array, wanted: Float64Array): number {
  const part = wanted.subarray(0, 4_000);
  const energy = energyOf(part);
  let best = 0;
  for (let at = 0; at + part.length <= samples.length; at += 1) {
    let product = 0;
    // Every fourth sample is enough to find the place.
    for (let index = 0; index < part.length; index += 4) {
      product += (part[index] ?? 0) * (samples[at + index] ?? 0);
    }
    if (product <= 0) continue;
    const other = energyOf(samples.subarray(at, at + part.length));
    best = Math.max(best, product / Math.sqrt(energy * other || 1));
  }
  return best;
}

function energyOf(samples: Float64Array): number {
  let energy = 0;
  for (let index = 0; index < samples.length; index += 4) energy += (samples[index] ?? 0) ** 2;
  return energy;
}

/** ITU-T G.711, A-law, as a linear sample. */
function fromALaw(octet: number): number {
  const code = octet ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}
