import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionId, SwitchLink } from '../../../src/spi/index.ts';
import { until } from './child.ts';
import { missingPeer } from './peers.ts';
import { CALLER, TestTable } from './table.ts';

const missing = missingPeer();

describe.skipIf(missing !== undefined)('a real Asterisk, calls in the application', () => {
  let table: TestTable;
  let link: SwitchLink;

  beforeAll(async () => {
    table = await TestTable.lay(['2001', '2002', '2003']);
    link = await table.open();
  });
  afterEach(() => table.clear());
  afterAll(() => table?.close());

  /** Somebody outside talks to 2001. */
  async function talking(): Promise<ConnectionId> {
    table.outside.dial('2001');
    const { connection } = await table.next('delivered');
    table.phone('2001').answer();
    await table.next('established');
    return connection;
  }

  /** … and 2001 has asked 2002, who has answered. */
  async function consulted(): Promise<{ heldCall: ConnectionId; activeCall: ConnectionId }> {
    const heldCall = await talking();
    const { initiatedCall } = await link.request('consultationCall', {
      existingCall: heldCall,
      consultedNumber: '2002',
    });
    await table.next('held', ({ connection }) => connection.call === heldCall.call);
    await table.next('delivered');
    table.phone('2002').answer();
    await table.next('established');
    return { heldCall, activeCall: initiatedCall };
  }

  async function bridged(): Promise<number[]> {
    const bridges = (await table.asterisk.ari('/bridges')) as { channels: string[] }[];
    return bridges.map(({ channels }) => channels.length).sort((a, b) => a - b);
  }

  it('tells a call from outside with its caller, rings the phone and ends with the caller', async () => {
    table.outside.dial('2001', { name: 'Karl' });
    const delivered = await table.next('delivered');
    expect(delivered.callingDevice.number).toBe(CALLER);
    expect(delivered.calledDevice.device).toBe('2001');
    expect(delivered.originatingConnection?.device).toBe('trunk');
    expect(table.phone('2001').call?.from).toContain(`"Karl" <sip:${CALLER}@`);
    table.outside.hangUp();
    const cleared = await table.next('connectionCleared');
    expect(cleared.connection.device).toBe('trunk');
    await table.next('connectionCleared', ({ connection }) => connection.device === '2001');
    await table.phone('2001').isIdle();
    expect((await link.snapshot()).calls).toEqual([]);
  });

  it('answers a ringing phone on request', async () => {
    table.outside.dial('2001');
    const { connection } = await table.next('delivered');
    await link.request('answerCall', { connection });
    const established = await table.next('established');
    expect(established.answeringDevice.device).toBe('2001');
    await until('the caller talks', () => table.outside.call?.state === 'talking');
    expect(await bridged()).toEqual([2]);
  });

  it('holds and retrieves', async () => {
    const connection = await talking();
    await until('both are in the bridge', async () => String(await bridged()) === '2');
    await link.request('holdCall', { connection });
    await table.next('held');
    expect(await bridged()).toEqual([1]);
    await link.request('retrieveCall', { connection });
    await table.next('retrieved');
    expect(await bridged()).toEqual([2]);
  });

  it('transfers after a consultation, and the two others talk', async () => {
    const calls = await consulted();
    await link.request('transferCall', calls);
    const transferred = await table.next('transferred');
    expect(transferred.connections.map(({ newConnection }) => newConnection.device).sort()).toEqual(
      ['2002', 'trunk'],
    );
    await table.phone('2001').isIdle();
    expect(await bridged()).toEqual([2]);
    const { calls: shown } = await link.snapshot();
    expect(shown.map(({ connections }) => connections.map(({ state }) => state))).toEqual([
      ['connected', 'connected'],
    ]);
    table.phone('2002').hangUp();
    await table.next('connectionCleared', ({ connection }) => connection.device === '2002');
    await table.next('connectionCleared', ({ connection }) => connection.device === 'trunk');
    await table.outside.isIdle();
  });

  it('joins three in a conference, which goes on when one leaves', async () => {
    const calls = await consulted();
    await link.request('conferenceCall', calls);
    const { connections } = await table.next('conferenced');
    expect(connections).toHaveLength(3);
    expect(await bridged()).toEqual([3]);
    table.phone('2002').hangUp();
    await table.next('connectionCleared');
    await until('two are left in the bridge', async () => String(await bridged()) === '2');
    table.phone('2001').hangUp();
    await table.outside.isIdle();
  });

  it('alternates between two calls and reconnects', async () => {
    const { heldCall, activeCall } = await consulted();
    await link.request('alternateCall', { heldCall, activeCall });
    await table.next('held', ({ connection }) => connection.call === activeCall.call);
    await table.next('retrieved', ({ connection }) => connection.call === heldCall.call);
    await link.request('reconnectCall', { heldCall: activeCall, activeCall: heldCall });
    await table.next('retrieved', ({ connection }) => connection.call === activeCall.call);
    await table.outside.isIdle();
    expect(table.phone('2002').call?.state).toBe('talking');
    await until('one bridge is left', async () => String(await bridged()) === '2');
  });

  it('transfers in a single step', async () => {
    const activeCall = await talking();
    await link.request('singleStepTransferCall', { activeCall, transferredTo: '2003' });
    await table.next('transferred');
    await table.next('delivered', ({ connection }) => connection.device === '2003');
    await table.phone('2001').isIdle();
    table.phone('2003').answer();
    await table.next('established');
    await until('both are in the bridge', async () => String(await bridged()) === '2');
  });

  it('deflects a ringing call to another phone', async () => {
    table.outside.dial('2001');
    const { connection } = await table.next('delivered');
    await link.request('deflectCall', { connection, newDestination: '2002' });
    const diverted = await table.next('diverted');
    expect(diverted.newDestination.device).toBe('2002');
    const delivered = await table.next('delivered');
    expect(delivered.lastRedirectionDevice?.device).toBe('2001');
    await table.phone('2001').isIdle();
    table.phone('2002').answer();
    await table.next('established');
    await until('the caller talks', () => table.outside.call?.state === 'talking');
  });

  it('sends digits to the other party', async () => {
    const connection = await talking();
    await until('both are in the bridge', async () => String(await bridged()) === '2');
    await link.request('generateDigits', { connection, digits: '42#' });
    await until('the digits are heard', () => table.outside.heard === '42#');
  });

  it('makes a call: the calling phone picks up by itself and the other one rings', async () => {
    const { initiatedCall } = await link.request('makeCall', {
      callingDevice: '2001',
      calledNumber: '2002',
      autoOriginate: true,
      correlator: 'crm-1',
    });
    const initiated = await table.next('serviceInitiated');
    expect(initiated.connection).toEqual(initiatedCall);
    expect(initiated.correlator).toBe('crm-1');
    await table.next('originated');
    const delivered = await table.next('delivered');
    expect(delivered.callingDevice.device).toBe('2001');
    expect(delivered.correlator).toBe('crm-1');
    table.phone('2002').answer();
    await table.next('established');
    await link.request('clearConnection', { connection: initiatedCall });
    await table.phone('2002').isIdle();
  });

  it('makes a call to the outside, which is answered there', async () => {
    await link.request('makeCall', {
      callingDevice: '2001',
      calledNumber: '0301234',
      autoOriginate: true,
    });
    const reached = await table.next('networkReached');
    expect(reached.networkInterface).toEqual({ device: 'trunk', number: '301234' });
    await table.outside.rings();
    table.outside.answer();
    await table.next('established', ({ connection }) => connection.device === 'trunk');
  });

  it('tells of a phone that calls another one', async () => {
    table.phone('2002').dial('2001');
    const originated = await table.next('originated');
    expect(originated.connection.device).toBe('2002');
    expect(originated.callingDevice.name).toBe('Bert');
    await table.next('delivered');
    table.phone('2001').answer();
    await table.next('established');
    table.phone('2002').hangUp();
    await table.phone('2001').isIdle();
  });

  it('tells of a busy phone with its cause, and the caller hears it', async () => {
    await table.plugIn('2003', 486);
    const call = table.outside.dial('2003');
    const failed = await table.next('failed');
    expect(failed.cause).toBe('busy');
    const cleared = await table.next('connectionCleared');
    expect([cleared.q850, cleared.sip]).toEqual([17, 486]);
    await table.outside.isIdle();
    expect(call.status).toBe(486);
    await table.plugIn('2003');
  });

  it('refuses what cannot be done with the code of the contract', async () => {
    const nowhere = { call: 'none', device: '2001' };
    await expect(link.request('holdCall', { connection: nowhere })).rejects.toMatchObject({
      code: 'unknown-call',
    });
    await expect(
      link.request('makeCall', { callingDevice: '9999', calledNumber: '2001' }),
    ).rejects.toMatchObject({ code: 'unknown-device' });
    await expect(
      link.request('makeCall', { callingDevice: '2004', calledNumber: '2001' }),
    ).rejects.toMatchObject({ code: 'device-out-of-service' });
    await expect(
      link.request('makeCall', { callingDevice: '2001', calledNumber: '9999' }),
    ).rejects.toMatchObject({ code: 'invalid-destination' });
    await expect(
      link.request('parkCall', { connection: nowhere, parkTo: '1' }),
    ).rejects.toMatchObject({ code: 'service-not-supported' });
    const connection = await talking();
    await expect(link.request('retrieveCall', { connection })).rejects.toMatchObject({
      code: 'wrong-state',
    });
    await expect(
      link.request('clearConnection', { connection: { ...connection, device: '2003' } }),
    ).rejects.toMatchObject({ code: 'unknown-connection' });
    expect(table.oddities).toEqual([]);
  });

  it('tells of a phone that holds by itself', async () => {
    await talking();
    table.phone('2001').hold();
    await table.next('held');
    table.phone('2001').hold();
    await table.next('retrieved');
  });
});
