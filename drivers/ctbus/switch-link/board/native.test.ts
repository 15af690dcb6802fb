import { afterEach, expect, it } from 'vitest';
import { Board } from '../../board.ts';
import type { Line } from '../../line.ts';
import type { Port } from '../../port.ts';
import { describeNative } from '../../testing/stepped-board.ts';
import { NativeRig } from '../testing/native-rig.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Table {
  readonly rig: NativeRig;
  /** The other end of the one analogue line, and a port that is connected with it. */
  readonly line: Line;
  readonly port: Port;
}

/** The desk's office port, and the exchange that it is connected to. */
async function table(backplane: string): Promise<Table> {
  const exchange = await Board.open({
    library: 'simulated',
    settings: { backplane, slot: 1, ports: 2, spans: [{ kind: 'fxs', lines: 1 }] },
  });
  closers.push(() => exchange.close());
  exchange.spans[0]?.start();
  const [line] = exchange.lines;
  const [port] = exchange.ports;
  if (line === undefined || port === undefined) throw new Error('the exchange has no line');
  line.open();
  exchange.fabric.connect(port, line);
  const rig = await NativeRig.open({
    library: 'simulated',
    board: {
      backplane,
      slot: 0,
      ports: 8,
      spans: [{ kind: 'fxo', lines: 1 }],
      cables: [{ span: 0, to: { slot: 1, span: 0 } }],
    },
    trunks: [{ name: 'A1', span: 0, signalling: 'analogue', arrivesAt: '3001' }],
    media: [{ device: '3001' }],
    outside: [{ prefix: '0', strip: 1, trunk: 'A1' }],
  });
  closers.push(() => rig.connector.close());
  return { rig, line, port };
}

describeNative('an analogue trunk on boards of the engine', () => {
  it('is rung, answers, hears keys, and sees that the caller has gone', async () => {
    const { rig, line, port } = await table('native-in');
    let isAnswered = false;
    line.events.on('offHook', () => {
      isAnswered = true;
    });
    line.hook('ring');
    const delivered = await rig.expect('delivered');
    expect(delivered).toMatchObject({
      alertingDevice: { device: '3001' },
      callingDevice: { device: 'A1' },
    });
    await rig.link.request('answerCall', { connection: delivered.connection });
    await rig.until(() => isAnswered, 'the answer');
    await port.generate({ digits: '42' });
    expect(await rig.expect('digits')).toMatchObject({ digits: '4', connection: { device: 'A1' } });
    expect(await rig.expect('digits')).toMatchObject({ digits: '2' });
    line.hook('on');
    expect(await rig.expect('connectionCleared')).toMatchObject({ connection: { device: 'A1' } });
    expect((await rig.link.snapshot()).calls).toEqual([]);
    expect(rig.oddities).toEqual([]);
  }, 30_000);

  it('waits for dial tone, dials, and hears that the called party is busy', async () => {
    const { rig, line, port } = await table('native-out');
    let dialled = '';
    let dialTone: ReturnType<Port['generate']> | undefined;
    port.detect({ dtmf: true });
    port.events.on('digit', ({ digit }) => {
      dialled += digit;
    });
    line.events.on('offHook', () => {
      dialTone = port.generate({ tone: 'dial', country: 'DE', repeats: 0 });
    });
    await rig.link.request('makeCall', { callingDevice: '3001', calledNumber: '0891' });
    await rig.expect('networkReached');
    await rig.until(() => dialled !== '', 'the first digit');
    (await dialTone)?.stop();
    await rig.expect('established');
    expect(dialled).toBe('891');
    await port.generate({ tone: 'busy', country: 'DE', repeats: 0 });
    await rig.expect('connectionCleared');
    await rig.until(() => !line.info().isOffHook, 'the end of the call');
    expect(rig.oddities).toEqual([]);
  }, 30_000);
});

describeNative('a board of the engine that is pulled out', () => {
  it('takes its calls along, each connection with a typed cause', async () => {
    const rig = await NativeRig.open({
      library: 'simulated',
      board: {
        backplane: 'native-removed',
        ports: 8,
        spans: [{ kind: 'fxs', lines: 1 }],
        faults: [{ atMs: 1_000, kind: 'remove' }],
      },
      extensions: [{ device: '2001', span: 0, line: 1 }],
      media: [{ device: '3001' }, { device: '3002' }],
    });
    closers.push(() => rig.connector.close());
    const makeCall = { callingDevice: '3001', calledNumber: '3002' };
    await rig.link.request('makeCall', makeCall);
    const { connection } = await rig.expect('delivered');
    await rig.link.request('answerCall', { connection });
    for (let party = 0; party < 2; party += 1) {
      expect(await rig.expect('connectionCleared')).toMatchObject({
        cause: 'resourcesNotAvailable',
        rawCause: 'board removed',
      });
    }
    await rig.until(() => rig.downs.length > 0, 'down');
    expect(rig.connector.counters).toMatchObject({ calls: 1, eventsLost: 0, recordOverruns: 0 });
    expect(rig.downs).toEqual(['link-down']);
    // The next link opens the board anew: with this fault it works for a second again.
    await rig.link.close();
    const next = rig.connector.createLink();
    await next.open();
    expect((await next.snapshot()).calls).toEqual([]);
    expect(rig.connector.counters['calls']).toBe(1);
  }, 30_000);
});
