import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SystemClock } from '../../src/base/clock.ts';
import { Journal } from '../../src/journal/journal.ts';
import { SqliteStore } from '../../src/journal/sqlite-store.ts';
import { sampleDraft } from './sample.ts';

/** Processor time of a process and its threads so far; Linux counts in hundredths of a second. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/**
 * Starts the server on a journal of so many events, as after a clean stop, and says what it took until
 * it was ready. The first start works the journal in; the ones after it are what is measured.
 */
export async function restart(
  events: number,
): Promise<{ cpuSeconds: number; wallSeconds: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'crosspoint-restart-'));
  try {
    await fill(join(directory, 'journal.db'), events);
    await startAndStop(directory);
    return await startAndStop(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function fill(file: string, events: number): Promise<void> {
  const store = new SqliteStore({ file, isPowerLossSafe: false });
  const journal = new Journal({ store, clock: new SystemClock() });
  for (let index = 0; index < events; index += 1) {
    const { type, data, ...draft } = sampleDraft(index);
    const isLast = index % 7 === 6 && type === 'call.held';
    if (!isLast) journal.append({ ...draft, type, data } as never);
    else {
      const cause = { code: 'normalClearing', raw: '16', by: 'demo:T1' };
      journal.append({
        ...draft,
        type: 'call.ended',
        data: { ...data, cause, duration: 9 },
      } as never);
    }
    if (index % 2000 === 0) await journal.settled();
  }
  await journal.close();
}

async function startAndStop(directory: string) {
  const program = fileURLToPath(new URL('../../../bin/crosspoint.js', import.meta.url));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', directory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('ready')) resolve();
    });
    child.once('exit', () => reject(new Error('the server ended before it was ready')));
  });
  const measured = {
    cpuSeconds: cpuOf(child.pid ?? 0),
    wallSeconds: (performance.now() - startedAt) / 1000,
  };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return measured;
}
