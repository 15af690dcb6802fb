import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { driverCommand } from '../../src/cli/driver.ts';
import type { KitReport } from '../../src/spi/conformance/kit-report.ts';

const SIMULATED = pathOf('./simulated.ts');
const DOUBLED = pathOf('./broken/doubled-event.ts');

describe('crosspoint driver check', () => {
  it('prints what passed and ends with status 0', async () => {
    const { status, out } = await run('check', SIMULATED, '--only', 'probe', 'internal');
    expect(out).toContain('  ok   probe: A probe resolves while the switch is alive\n');
    expect(out).toContain('simulated: 2 passed, 0 failed, 0 skipped (seed 1)');
    expect(status).toBe(0);
  });

  it('prints what failed and why, and ends with status 1', async () => {
    const { status, out } = await run('check', DOUBLED, '--only', 'internal', '--seed', '7');
    expect(out).toContain('  FAIL internal: ');
    expect(out).toContain('event-doubled: established of 2002 in call 1 was told again');
    expect(out).toContain('again: --seed 7 --only internal');
    expect(status).toBe(1);
  });

  it('prints one JSON object where that is wanted', async () => {
    const { status, out } = await run('check', DOUBLED, '--only', 'internal', 'probe', '--json');
    const report = JSON.parse(out) as KitReport;
    expect(report).toMatchObject({ driver: 'doubled-event', passed: 1, failed: 1, skipped: 0 });
    expect(report.checks[1]?.violations[0]).toMatchObject({ rule: 'event-doubled' });
    expect(status).toBe(1);
  });

  it.each([
    ['a file that is not there', './no-such-driver.ts', /no-such-driver.ts cannot be loaded: /],
    ['a package that is not there', 'no-such-driver', /^no-such-driver cannot be loaded: .*'$/],
    ['a module without a driver', pathOf('./facts.ts'), /exports no driver: `export const driver/],
    ['a driver without a bench', pathOf('../../drivers/simulated/driver.ts'), /exports no confor/],
  ])('says what is wrong with %s', async (_, module, words) => {
    const { status, complaints } = await run('check', module);
    expect(complaints).toMatch(words);
    expect(status).toBe(1);
  });

  it('names the checks where one is asked for that does not exist', async () => {
    const { status, complaints } = await run('check', SIMULATED, '--only', 'transfers');
    expect(complaints).toMatch(/There is no check transfers. Checks: .*single-step-transfer/);
    expect(status).toBe(1);
  });

  it('ends the process with its status', async () => {
    const source = `
      import { driverCommand } from ${JSON.stringify(pathOf('../../src/cli/driver.ts'))};
      setInterval(() => {}, 1_000);
      await driverCommand().parseAsync(process.argv.slice(1), { from: 'user' });`;
    const args = ['--input-type=module', '-e', source, 'check', DOUBLED, '--only', 'internal'];
    const failure = await promisify(execFile)(process.execPath, args).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 1, stdout: expect.stringContaining('event-doubled') });
  });
});

async function run(...args: readonly string[]) {
  const seen = { out: '', complaints: '', status: -1 };
  const command = driverCommand({
    write: (text) => {
      seen.out += text;
    },
    complain: (text) => {
      seen.complaints += text;
    },
    exit: (status) => {
      seen.status = status;
    },
  });
  await command.parseAsync(args, { from: 'user' });
  return seen;
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
