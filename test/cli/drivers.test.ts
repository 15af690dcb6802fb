import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDriver } from '../../src/cli/drivers.ts';
import { temporaryDirectory } from '../journal/temporary.ts';

function moduleOf(text: string): string {
  const file = join(temporaryDirectory(), 'driver.mjs');
  writeFileSync(file, text);
  return file;
}

describe('a driver', () => {
  it.each(['simulated', 'asterisk'])('%s comes along', async (name) => {
    expect(await loadDriver(name)).toMatchObject({ name });
  });

  it('may be a module of its own', async () => {
    const file = moduleOf("export const driver = { name: 'mine', createConnector() {} };");
    expect(await loadDriver(file)).toMatchObject({ name: 'mine' });
  });

  it.each(['no-such-driver', './no/such/driver.js', 'toString', 'constructor', '__proto__', ''])(
    'that is not there (%j) is refused, and those there are are named',
    async (name) => {
      await expect(loadDriver(name)).rejects.toMatchObject({
        code: 'invalid-configuration',
        message: expect.stringMatching(/no driver .*simulated, asterisk/s) as string,
      });
    },
  );

  it('that does not load is refused with the reason', async () => {
    const file = moduleOf("throw new Error('no licence');");
    await expect(loadDriver(file)).rejects.toThrow(/invalid-configuration.*no licence/);
  });

  it('that exports none is refused', async () => {
    const file = moduleOf('export const other = 1;');
    await expect(loadDriver(file)).rejects.toThrow(/exports no driver/);
  });
});
