import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { simCommand } from '../src/cli/sim.ts';

const SCENARIO = 'drivers/simulated/scenarios/faults.yaml';

async function sim(...args: string[]): Promise<string> {
  let out = '';
  const command = simCommand((text) => (out += text)).exitOverride();
  command.configureOutput({ writeErr: () => {} });
  await command.parseAsync(args, { from: 'user' });
  return out;
}

describe('crosspoint sim', () => {
  afterEach(() => {
    process.exitCode = undefined;
  });

  it('prints the same bytes for the same seed and ends with a summary', async () => {
    const first = await sim(SCENARIO, '--seed', '5', '--duration', '10m');
    expect(await sim(SCENARIO, '--seed', '5', '--duration', '10m')).toBe(first);
    expect(first).toMatch(/\ncalls \d+, answered \d+, failed \d+, events \d+\n$/);
  });

  it('prints one JSON object a line', async () => {
    const lines = (await sim(SCENARIO, '--duration', '5m', '--json')).trimEnd().split('\n');
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects.at(-1)).toHaveProperty('summary.calls');
    expect(objects.some((one) => 'event' in one)).toBe(true);
  });

  it('says which faces there are', async () => {
    await expect(sim(SCENARIO, '--face', 'csta-tcp')).rejects.toThrow(/in-process is expected/);
  });

  it('ends where a face cannot be opened, and leaves none of the others open', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const faces = ['csta:tcp:0', `csta:tcp:${port}`].flatMap((face) => ['--face', face]);
    await expect(sim(SCENARIO, ...faces)).rejects.toThrow(/EADDRINUSE/);
    taken.close();
    await once(taken, 'close');
  });

  it('runs by the clock on the wall', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sim-')), 'short.yaml');
    writeFileSync(file, 'script:\n  - at 0s: 2001 calls 2002\n');
    const out = await sim(file, '--real-time', '--duration', '200ms');
    expect(out).toContain('2002 Grace rings');
  });

  it('makes the exit status 1 when a step is refused', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sim-')), 'refused.yaml');
    writeFileSync(file, 'script:\n  - at 0s: 2001 answers\n');
    expect(await sim(file)).toContain('problems 1');
    expect(process.exitCode).toBe(1);
  });
});
