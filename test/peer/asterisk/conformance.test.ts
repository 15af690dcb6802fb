import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import { CHECKS, checkDriver } from '../../../src/spi/conformance/index.ts';
import { asteriskModule } from './bench.ts';
import { missingPeer } from './peers.ts';
import { TestTable } from './table.ts';

const missing = missingPeer();

describe.skipIf(missing !== undefined)('the conformance kit over a real Asterisk', () => {
  let table: TestTable;

  beforeAll(async () => {
    table = await TestTable.lay(['2001', '2002', '2003']);
  });
  afterAll(() => table?.close());

  it.for(CHECKS.map(({ id, title }) => [id, title] as const))('%s: %s', async ([id], context) => {
    const clock = new SystemClock();
    const report = await checkDriver(asteriskModule(table), { clock, only: [id] });
    const [check] = report.checks;
    expect(check?.violations.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    if (check?.outcome === 'skipped') context.skip(check.reason);
  });
});
