import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SwitchLink } from '../../../src/spi/index.ts';
import { until } from './child.ts';
import { missingPeer } from './peers.ts';
import { TestTable } from './table.ts';

const missing = missingPeer();

describe.skipIf(missing !== undefined)('a real Asterisk whose link is cut', () => {
  let table: TestTable;
  let link: SwitchLink;

  beforeAll(async () => {
    table = await TestTable.lay(['2001', '2002', '2003']);
    link = await table.open();
  });
  afterEach(() => table.clear());
  afterAll(() => table?.close());

  async function loseAndReopen(): Promise<void> {
    const lost = link;
    const before = table.told();
    table.cutter.cut();
    await until('the link is down', () => table.down !== undefined);
    await expect(lost.snapshot()).rejects.toMatchObject({ code: 'link-down' });
    await lost.close();
    expect(table.told()).toBe(before);
    link = await table.open();
  }

  it('finds a held call and a consultation again and goes on with them', async () => {
    table.outside.dial('2001');
    const { connection: heldCall } = await table.next('delivered');
    table.phone('2001').answer();
    await table.next('established');
    const { initiatedCall: activeCall } = await link.request('consultationCall', {
      existingCall: heldCall,
      consultedNumber: '2002',
    });
    await table.next('delivered');
    table.phone('2002').answer();
    await table.next('established');
    const before = (await link.snapshot()).calls;
    await until('the state is kept', async () => {
      await loseAndReopen();
      return true;
    });
    const after = (await link.snapshot()).calls;
    const states = (calls: typeof before): string[] =>
      calls
        .flatMap(({ connections }) => connections)
        .map(({ connection, state }) => `${connection.call} ${connection.device} ${state}`)
        .sort();
    expect(states(after)).toEqual(states(before));
    await link.request('transferCall', { heldCall, activeCall });
    await table.next('transferred');
    await table.phone('2001').isIdle();
    table.outside.hangUp();
    await table.next('connectionCleared', ({ connection }) => connection.device === 'trunk');
    await table.phone('2002').isIdle();
  });

  it('joins caller and phone when the phone was answered while the link was away', async () => {
    table.outside.dial('2001');
    await table.next('delivered');
    await table.phone('2001').rings();
    table.cutter.cut(200);
    await until('the link is down', () => table.down !== undefined);
    table.phone('2001').answer();
    await link.close();
    await until('the cable is back', () =>
      table.open().then(
        (opened) => {
          link = opened;
          return true;
        },
        () => false,
      ),
    );
    await until('the caller talks', () => table.outside.call?.state === 'talking');
    const [call] = (await link.snapshot()).calls;
    expect(call?.connections.map(({ state }) => state)).toEqual(['connected', 'connected']);
  });

  it('finds a call of the dialplan again', async () => {
    table.outside.dial('8001');
    const { connection } = await table.next('delivered');
    table.phone('2001').answer();
    await table.next('established');
    await loseAndReopen();
    const [call] = (await link.snapshot()).calls;
    expect(call?.call).toBe(connection.call);
    expect(call?.connections.map(({ connection }) => connection.device).sort()).toEqual([
      '2001',
      'trunk',
    ]);
    await link.request('clearCall', { call: connection.call });
    await table.outside.isIdle();
  });

  it('drops what ended while the link was away', async () => {
    table.outside.dial('2001');
    await table.next('delivered');
    table.phone('2001').answer();
    await table.next('established');
    table.cutter.cut();
    await until('the link is down', () => table.down !== undefined);
    await link.close();
    table.outside.hangUp();
    await until('the caller is gone', async () => {
      const channels = (await table.asterisk.ari('/channels')) as unknown[];
      return channels.length === 1;
    });
    link = await table.open();
    await table.phone('2001').isIdle();
    await until('no call is shown', async () => (await link.snapshot()).calls.length === 0);
  });

  it('says down when another client takes over the application', async () => {
    const other = table.connector.createLink();
    await other.open();
    await until('the link is down', () => table.down !== undefined);
    expect(table.down?.message).toContain('took over');
    await other.close();
    await link.close();
    link = await table.open();
  });

  it('refuses to open with a wrong password, and closes quietly', async () => {
    const { driver } = await import('../../../drivers/asterisk/index.ts');
    const { SystemClock } = await import('../../../src/base/clock.ts');
    const { SystemRandom } = await import('../../../src/base/random.ts');
    const { silentLog } = await import('../../../src/base/log.ts');
    const wrong = { ...table.settings, password: 'wrong' };
    const context = {
      switchId: 'pbx',
      clock: new SystemClock(),
      random: new SystemRandom(),
      log: silentLog,
    };
    const opened = driver.createConnector(wrong, context).createLink();
    await expect(opened.open()).rejects.toMatchObject({ code: 'transport-failed' });
    await opened.close();
  });
});
