import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionId, SwitchLink } from '../../../src/spi/index.ts';
import { until } from './child.ts';
import { missingPeer } from './peers.ts';
import { CALLER, TestTable } from './table.ts';

const missing = missingPeer();

describe.skipIf(missing !== undefined)('a real Asterisk, calls of the dialplan', () => {
  let table: TestTable;
  let link: SwitchLink;

  beforeAll(async () => {
    table = await TestTable.lay(['2001', '2002', '2003']);
    link = await table.open();
  });
  afterEach(() => table.clear());
  afterAll(() => table?.close());

  /** 8001 rings 2001 by a plain Dial. */
  async function talking(): Promise<ConnectionId> {
    table.outside.dial('8001');
    const { connection } = await table.next('delivered');
    table.phone('2001').answer();
    await table.next('established');
    await until('the caller talks', () => table.outside.call?.state === 'talking');
    return connection;
  }

  it('tells of a call that never enters the application, and clears it', async () => {
    const connection = await talking();
    const [call] = (await link.snapshot()).calls;
    expect(call?.callingDevice?.number).toBe(CALLER);
    await link.request('clearConnection', { connection });
    await table.next('connectionCleared');
    await table.next('connectionCleared');
    await table.outside.isIdle();
  });

  it('moves it into the application when it is to be held, and back to talking', async () => {
    const connection = await talking();
    await link.request('holdCall', { connection });
    await table.next('held');
    await link.request('retrieveCall', { connection });
    await table.next('retrieved');
    const { initiatedCall: activeCall } = await link.request('consultationCall', {
      existingCall: connection,
      consultedNumber: '2002',
    });
    await table.next('delivered');
    table.phone('2002').answer();
    await table.next('established');
    await link.request('transferCall', { heldCall: connection, activeCall });
    await table.next('transferred');
    await table.phone('2001').isIdle();
    expect(table.outside.call?.state).toBe('talking');
    expect(table.phone('2002').call?.state).toBe('talking');
  });

  it('deflects a call that the dialplan rings', async () => {
    table.outside.dial('8001');
    const { connection } = await table.next('delivered');
    await link.request('deflectCall', { connection, newDestination: '2002' });
    await table.next('diverted');
    await table.next('delivered', (event) => event.connection.device === '2002');
    await table.phone('2001').isIdle();
    table.phone('2002').answer();
    await table.next('established');
  });

  it('transfers it in a single step', async () => {
    const activeCall = await talking();
    await link.request('singleStepTransferCall', { activeCall, transferredTo: '2002' });
    await table.next('transferred');
    await table.next('delivered');
    await table.phone('2001').isIdle();
  });

  it('sends digits', async () => {
    const connection = await talking();
    await link.request('generateDigits', { connection, digits: '19' });
    await until('the digits are heard', () => table.outside.heard === '19');
  });

  it('tells of a queue: queued, delivered to the agent, distributed', async () => {
    table.outside.dial('7000');
    const queued = await table.next('queued');
    expect(queued.connection.device).toBe('7000');
    expect(queued.callingDevice.number).toBe(CALLER);
    await until('2001 rings', () => table.told().includes('delivered(2001'));
    table.phone('2001').answer();
    await table.next('established');
    await table.next('diverted', ({ connection }) => connection.device === '7000');
    table.outside.hangUp();
    await table.phone('2001').isIdle();
    await until('all has ended', async () => (await link.snapshot()).calls.length === 0);
  });

  it('tells of a caller who abandons the queue', async () => {
    table.outside.dial('7000');
    await table.next('queued');
    table.outside.hangUp();
    await table.next('connectionCleared', ({ connection }) => connection.device === 'trunk');
    await until('all has ended', async () => (await link.snapshot()).calls.length === 0);
    expect(table.told()).toContain('connectionCleared(7000');
  });

  it('tells of a transfer that the phone does by itself', async () => {
    await talking();
    table.phone('2001').refer('8002');
    const transferred = await table.next('transferred');
    expect(transferred.byDevice.device).toBe('2001');
    expect(transferred.addedDevice.number).toBe('8002');
    await table.next('delivered', ({ connection }) => connection.device === '2002');
    table.phone('2002').answer();
    await table.next('established');
    table.phone('2002').hangUp();
    await table.outside.isIdle();
  });

  it('tells of a phone that comes and goes', async () => {
    const phone = await table.plugIn('2004');
    await until('2004 is told', () =>
      table.events.some(
        (event) => event.event === 'deviceChanged' && event.device.device === '2004',
      ),
    );
    await phone.unregister();
    await until('2004 is out of service', () =>
      table.events.some(
        (event) =>
          event.event === 'deviceChanged' &&
          event.device.device === '2004' &&
          !event.device.isInService,
      ),
    );
  });
});
