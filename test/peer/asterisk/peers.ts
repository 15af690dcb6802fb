import { spawnSync } from 'node:child_process';
import { asteriskMissing } from './asterisk.ts';

/**
 * Whether the suites against a real Asterisk can run. A missing peer is a reason to skip on a
 * developer's machine; under CI it is a fault, and the suite runs into it.
 */
export function missingPeer(...programs: readonly string[]): string | undefined {
  if (process.env['CI'] !== undefined) return undefined;
  const missing =
    asteriskMissing() ??
    programs
      .filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
      .map((program) => `${program} is not installed`)[0];
  if (missing !== undefined) process.stderr.write(`asterisk suite skipped: ${missing}\n`);
  return missing;
}
