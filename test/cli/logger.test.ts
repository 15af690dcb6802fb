import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What a log with this configuration writes for some lines; the streams apart. */
function written(configuration: object) {
  const at = (path: string) => JSON.stringify(join(import.meta.dirname, '../../src', path));
  const script = `
    import { createLog } from ${at('cli/logger.ts')};
    import { personal } from ${at('base/log.ts')};
    const log = createLog(${JSON.stringify(configuration)});
    const number = personal('+49301234567');
    log.info('rings', { number, device: 'demo:2001', gone: undefined });
    log.child({ switch: 'demo', caller: number }).warn('again', { deep: { list: [number] } });
    log.error('broken', { error: new Error('of the disk') });
    log.debug('detail');
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '-e', script],
    { encoding: 'utf8' },
  );
  return { stdout, stderr };
}

const INFO = { level: 'info', format: 'text', showPersonalData: false };

describe('the log of the server', () => {
  it('masks numbers, wherever in a line they are, and leaves standard output alone', () => {
    for (const format of ['text', 'json']) {
      const { stdout, stderr } = written({ ...INFO, format });
      expect(stdout).toBe('');
      expect(stderr).toContain('…67');
      expect(stderr).not.toMatch(/1234|4930/);
    }
  });

  it('shows them where the configuration asks for it', () => {
    expect(written({ ...INFO, showPersonalData: true }).stderr).toContain('+49301234567');
  });

  it('writes one readable line for each, with its fields', () => {
    const [rings, again] = written(INFO).stderr.split('\n');
    expect(rings).toMatch(/^\S+Z info {2}rings number=…67 device=demo:2001$/);
    expect(again).toMatch(/ warn {2}again .*switch=demo/);
    expect(again).toContain('deep={"list":["…67"]}');
  });

  it('writes one JSON object a line where it is asked to', () => {
    const lines = written({ ...INFO, format: 'json' })
      .stderr.trimEnd()
      .split('\n');
    const [rings, again, broken] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rings).toMatchObject({ level: 'info', message: 'rings', number: '…67' });
    expect(again).toMatchObject({ switch: 'demo', caller: '…67', deep: { list: ['…67'] } });
    expect(broken?.['error']).toMatch(/^Error: of the disk\n/);
    expect(rings?.['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('keeps to its level', () => {
    const count = (level: string) =>
      written({ ...INFO, level, format: 'json' })
        .stderr.trimEnd()
        .split('\n').length;
    expect(['error', 'warn', 'info', 'debug'].map(count)).toEqual([1, 2, 3, 4]);
  });
});
