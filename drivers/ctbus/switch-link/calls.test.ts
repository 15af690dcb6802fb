import { describe, expect, it } from 'vitest';
import { PaperRig } from './testing/paper-rig.ts';

describe('a call from the network', () => {
  it('rings the media extension behind the called number, with both numbers', async () => {
    const rig = await PaperRig.open();
    await rig.comesIn('5550100');
    const delivered = rig.last('delivered');
    expect(delivered.alertingDevice.device).toBe('3001');
    expect(delivered.callingDevice).toEqual({ device: 'T1', number: '+4930123456', name: 'Ada' });
    expect(delivered.calledDevice).toEqual({ device: '3001', number: '5550100' });
    expect(delivered.originatingConnection).toEqual({
      call: delivered.connection.call,
      device: 'T1',
    });
  });

  it('is answered by command, and then the port hears the line and the line the port', async () => {
    const rig = await PaperRig.open();
    const call = await rig.talksAtMedia();
    const { connection } = rig.last('established');
    const port = rig.connector.portOf(connection);
    const line = rig.trunk.calls.get(call)?.line;
    expect(rig.trunk.calls.get(call)?.state).toBe('talking');
    expect(rig.board.heard.get(`port ${port}`)).toBe(`line ${line}`);
    expect(rig.board.heard.get(`line ${line}`)).toBe(`port ${port}`);
  });

  it('to a number that leads nowhere is refused with Q.850 1, and nothing is told', async () => {
    const rig = await PaperRig.open();
    const trunk = rig.trunk;
    const call = trunk.dialIn({ called: '999', calling: '1' });
    expect(trunk.calls.get(call)?.endedBy).toBe(1);
    await rig.pass();
    expect(rig.told).toEqual([]);
  });

  it('to a busy telephone is refused with Q.850 17, and told as failed', async () => {
    const rig = await PaperRig.open();
    rig.board.lift(1);
    await rig.pass();
    rig.told.length = 0;
    const call = rig.trunk.dialIn({ called: '2001', calling: '1' });
    expect(rig.trunk.calls.get(call)?.endedBy).toBe(17);
    await rig.pass();
    expect(rig.story).toContain('failed 2001 busy');
    expect(rig.last('connectionCleared').q850).toBe(17);
  });

  it('that more of are at a media extension than it takes is refused as busy', async () => {
    const rig = await PaperRig.open({ media: [{ device: '3001', calls: 1 }] });
    await rig.talksAtMedia();
    const call = rig.trunk.dialIn({ called: '3001', calling: '1' });
    expect(rig.trunk.calls.get(call)?.endedBy).toBe(17);
  });

  it('whose digits come one by one rings when they make a number', async () => {
    const rig = await PaperRig.open({ trunks: [priTrunk({ prefix: '4930' })] });
    const { trunk } = rig;
    const setup = { called: '49302', calling: '', name: '', isOverlap: true };
    trunk.tell({ type: 'incoming', call: 7, line: 100, setup });
    trunk.tell({ type: 'digits', call: 7, digits: '00', isComplete: false });
    await rig.pass();
    expect(rig.told).toEqual([]);
    trunk.tell({ type: 'digits', call: 7, digits: '1', isComplete: false });
    await rig.pass();
    expect(rig.last('delivered').alertingDevice.device).toBe('2001');
    expect(rig.last('delivered').calledDevice.number).toBe('49302001');
    expect(rig.last('delivered').callingDevice).toEqual({ device: 'T1' });
  });

  it('that nobody answers is given up with Q.850 19', async () => {
    const rig = await PaperRig.open({ ringTimeoutMs: 1_000 });
    const call = await rig.comesIn('2001');
    expect(rig.board.ringing).toContain(1);
    await rig.pass(1_000);
    expect(rig.board.ringing.size).toBe(0);
    expect(rig.trunk.calls.has(call)).toBe(false);
    expect(rig.last('connectionCleared')).toMatchObject({ cause: 'callNotAnswered', q850: 19 });
  });

  it('that the network ends carries its cause in both languages', async () => {
    const rig = await PaperRig.open();
    const call = await rig.talksAtMedia();
    rig.trunk.end(call, 41);
    await rig.pass();
    expect(rig.last('connectionCleared')).toMatchObject({
      cause: 'networkOutOfOrder',
      q850: 41,
      rawCause: 'Q.850 41',
    });
    expect((await rig.link.snapshot()).calls).toEqual([]);
    expect(rig.board.heard.size).toBe(0);
    expect(rig.board.detecting.size).toBe(0);
  });
});

describe('a call to the network', () => {
  it('of a media extension goes out without the prefix, and is established by its answer', async () => {
    const rig = await PaperRig.open();
    const { initiatedCall } = await rig.link.request('makeCall', {
      callingDevice: '3001',
      calledNumber: '0891234',
      correlator: 'c-1',
    });
    await rig.pass();
    const [call] = rig.trunk.calls.values();
    rig.trunk.answerOutside(call?.call ?? 0);
    await rig.pass();
    expect(rig.story).toEqual([
      'originated 3001 makeCall',
      'networkReached T1 makeCall',
      'delivered T1 newCall',
      'established T1 newCall',
    ]);
    expect(rig.last('established').correlator).toBe('c-1');
    expect(rig.last('established').connection.call).toBe(initiatedCall.call);
    expect(rig.board.heard.get(`line ${call?.line}`)).toBe(
      `port ${rig.connector.portOf(initiatedCall)}`,
    );
  });

  it('that the network refuses fails with its cause, and ends', async () => {
    const rig = await PaperRig.open();
    rig.trunk.refusing.set('891234', 17);
    await rig.link.request('makeCall', { callingDevice: '3001', calledNumber: '0891234' });
    await rig.pass();
    expect(rig.story.slice(2)).toEqual([
      'failed T1 busy',
      'connectionCleared T1 busy',
      'connectionCleared 3001 busy',
    ]);
    expect(rig.trunk.calls.size).toBe(0);
  });

  it('finds all lines busy', async () => {
    const rig = await PaperRig.open();
    for (let count = 0; count < 30; count += 1) rig.trunk.dialIn({ called: '3001', calling: '' });
    const calls = [...rig.trunk.calls.values()].filter(({ endedBy }) => endedBy === undefined);
    expect(calls).toHaveLength(4);
    await rig.link.request('makeCall', { callingDevice: '3002', calledNumber: '0891234' });
    await rig.pass(0);
    expect(rig.story).toContain('failed 3002 trunksBusy');
  });

  it('hears ringback from here until the network speaks itself', async () => {
    const rig = await PaperRig.open();
    rig.board.lift(1);
    await rig.pass();
    expect([...rig.board.tones.values()]).toEqual(['dial']);
    for (const digit of '0891') rig.board.hear(1, digit);
    await rig.pass(10);
    expect(rig.board.tones.size).toBe(0);
    await rig.pass(3_100);
    expect([...rig.board.tones.values()]).toEqual(['ringback']);
    const [call] = rig.trunk.calls.values();
    rig.trunk.tell({ type: 'inBand', call: call?.call ?? 0 });
    await rig.pass();
    expect(rig.board.tones.size).toBe(0);
    expect(rig.board.heard.get('line 1')).toBe(`line ${call?.line}`);
  });
});

describe('hardware that fails', () => {
  it('is told of as an oddity where nobody has asked for anything, and the switch goes on', async () => {
    const rig = await PaperRig.open();
    const oddities: string[] = [];
    rig.link.events.on('oddity', ({ detail }) => oddities.push(detail));
    rig.board.ring = () => {
      throw new Error('the ringing generator is broken');
    };
    await rig.comesIn('2001');
    expect(oddities).toEqual(['the ringing generator is broken']);
    await rig.comesIn('3001');
    expect(rig.last('delivered').alertingDevice.device).toBe('3001');
  });
});

describe('a board that is pulled out', () => {
  it('ends every connection with a typed cause, then the link is down', async () => {
    const rig = await PaperRig.open();
    await rig.talksAtMedia();
    await rig.comesIn('2001');
    const open = await rig.link.snapshot();
    const connections = open.calls.flatMap((call) => call.connections);
    rig.told.length = 0;
    rig.board.events.emit('removed');
    await rig.pass();
    const cleared = rig.told.filter(({ event }) => event === 'connectionCleared');
    expect(cleared).toHaveLength(connections.length);
    for (const event of cleared) {
      expect(event).toMatchObject({
        cause: 'resourcesNotAvailable',
        q850: 47,
        rawCause: 'board removed',
      });
    }
    expect(rig.downs).toEqual(['link-down']);
    await expect(rig.link.snapshot()).rejects.toMatchObject({ code: 'link-down' });
    await rig.connector.close();
    expect(rig.board.isClosed).toBe(true);
    expect(rig.clock.hasTimers).toBe(false);
  });
});

function priTrunk(more: object): object {
  return { name: 'T1', span: 0, signalling: 'pri', ...more };
}
