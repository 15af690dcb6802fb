import { describe, expect, it } from 'vitest';
import type { ConnectionId } from '../../../src/spi/index.ts';
import { PaperRig } from './testing/paper-rig.ts';

/** A caller from outside talks to 3001, which has asked 2001 meanwhile. */
async function consulting(ports?: number): Promise<{
  rig: PaperRig;
  outside: number;
  heldCall: ConnectionId;
  activeCall: ConnectionId;
}> {
  const rig = await PaperRig.open({}, ports);
  const outside = await rig.talksAtMedia();
  const heldCall = rig.last('established').connection;
  const { initiatedCall } = await rig.link.request('consultationCall', {
    existingCall: heldCall,
    consultedNumber: '2001',
  });
  await rig.pass();
  rig.board.lift(1);
  await rig.pass();
  return { rig, outside, heldCall, activeCall: initiatedCall };
}

describe('a call that is held', () => {
  it('hears nothing until it is retrieved', async () => {
    const rig = await PaperRig.open();
    const call = await rig.talksAtMedia();
    const line = `line ${rig.trunk.calls.get(call)?.line}`;
    const { connection } = rig.last('established');
    await rig.link.request('holdCall', { connection });
    expect(rig.board.heard.has(line)).toBe(false);
    expect(rig.board.heard.has(`port ${rig.connector.portOf(connection)}`)).toBe(false);
    await rig.link.request('retrieveCall', { connection });
    expect(rig.board.heard.get(line)).toBe(`port ${rig.connector.portOf(connection)}`);
  });
});

describe('two calls that become one', () => {
  it('by a transfer: the two others hear each other, and the port is free again', async () => {
    const { rig, outside, heldCall, activeCall } = await consulting();
    await rig.link.request('transferCall', { heldCall, activeCall });
    await rig.pass();
    const line = `line ${rig.trunk.calls.get(outside)?.line}`;
    expect(rig.board.heard.get(line)).toBe('line 1');
    expect(rig.board.heard.get('line 1')).toBe(line);
    expect(rig.last('transferred')).toMatchObject({
      cause: 'transfer',
      byDevice: { device: '3001' },
    });
    rig.trunk.end(outside, 16);
    await rig.pass();
    expect((await rig.link.snapshot()).calls).toEqual([]);
    expect(rig.board.detecting.size).toBe(0);
  });

  it('by a conference: three ports mix, and each party hears its own', async () => {
    const { rig, outside, heldCall, activeCall } = await consulting();
    await rig.link.request('conferenceCall', { heldCall, activeCall });
    await rig.pass();
    const [ports = new Set<number>()] = rig.board.conferences.values();
    expect(ports.size).toBe(3);
    const line = `line ${rig.trunk.calls.get(outside)?.line}`;
    const own = rig.connector.portOf(heldCall);
    for (const end of [line, 'line 1', `port ${own}`]) {
      const mixing = [...ports].find((port) => rig.board.heard.get(end) === `port ${port}`);
      expect(mixing, `what ${end} hears`).toBeDefined();
      expect(rig.board.heard.get(`port ${mixing}`)).toBe(end);
    }
    expect(ports).not.toContain(own);
    rig.board.putDown(1);
    await rig.pass();
    expect(rig.board.conferences.size).toBe(0);
    expect(rig.board.heard.get(line)).toBe(`port ${own}`);
    await rig.link.request('clearCall', { call: heldCall.call });
    expect(rig.board.heard.size).toBe(0);
  });

  it('not where there are no ports for it: nothing has changed then', async () => {
    const { rig, heldCall, activeCall } = await consulting(4);
    const before = await rig.link.snapshot();
    const heard = new Map(rig.board.heard);
    await expect(
      rig.link.request('conferenceCall', { heldCall, activeCall }),
    ).rejects.toMatchObject({ code: 'resource-busy' });
    expect(await rig.link.snapshot()).toEqual(before);
    expect(rig.board.heard).toEqual(heard);
  });
});

describe('keys', () => {
  it('that a caller presses are told, those that are pressed for somebody are sent', async () => {
    const rig = await PaperRig.open();
    const call = await rig.talksAtMedia();
    const line = rig.trunk.calls.get(call)?.line ?? 0;
    rig.board.hear(line, '5');
    await rig.pass();
    expect(rig.last('digits')).toMatchObject({ digits: '5', connection: { device: 'T1' } });
    const { connection } = rig.last('established');
    await rig.link.request('generateDigits', { connection, digits: '12#' });
    expect(rig.board.pressed).toEqual([{ port: rig.connector.portOf(connection), digits: '12#' }]);
    await rig.pass();
    expect(rig.last('digits')).toMatchObject({ digits: '12#', connection: { device: '3001' } });
  });

  it('between two telephones are sent in place of the voice for as long as they last', async () => {
    const rig = await PaperRig.open();
    await rig.comesIn('2001');
    rig.board.lift(1);
    await rig.pass();
    const { connection } = rig.last('established');
    const line = [...rig.trunk.calls.values()][0]?.line;
    expect(rig.board.heard.get(`line ${line}`)).toBe('line 1');
    await rig.link.request('generateDigits', { connection, digits: '1' });
    expect(rig.board.heard.get(`line ${line}`)).toBe(`port ${rig.board.pressed[0]?.port}`);
    await rig.pass();
    expect(rig.board.heard.get(`line ${line}`)).toBe('line 1');
  });
});
