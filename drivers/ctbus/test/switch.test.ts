import { expect, it } from 'vitest';
import type { Port } from '../port.ts';
import { ScBus } from '../sc-bus.ts';
import { describeNative, portOf, steppedBoard } from '../testing/stepped-board.ts';
import type { Board } from '../board.ts';

/** The last octet of a second that a port hears. */
function heardAt(board: Board, port: Port): number {
  const stream = port.openStream({ capacityMs: 200 });
  board.step(10);
  const octets = Buffer.alloc(1600);
  const last = octets[stream.readInto(octets) - 1];
  stream.destroy();
  return last ?? -1;
}

describeNative('the switch of a board', () => {
  it('lets a port hear another, a pattern, or nothing', async () => {
    const board = await steppedBoard();
    const [one, two, three] = [portOf(board, 0), portOf(board, 1), portOf(board, 2)];
    board.fabric.pattern(one, 0x37);
    expect(heardAt(board, one)).toBe(0x37);
    expect(board.fabric.query(one)).toMatchObject({ mode: 'pattern', pattern: 0x37 });
    board.fabric.connect(two, three);
    expect(board.fabric.query(two)).toEqual({
      mode: 'connect',
      input: { bus: 'local', stream: three.evenStream, timeslot: three.streamTimeslot },
      pattern: 0,
    });
    board.fabric.disconnect(one, two);
    expect(board.fabric.query(one).mode).toBe('disable');
    expect(board.fabric.query(three).mode).toBe('connect');
    expect(heardAt(board, one)).toBe(0xd5);
  });

  it('takes a port over the bus to any number of listeners, framed where that is asked for', async () => {
    const board = await steppedBoard();
    board.clock.configure({ mode: 'masterA', reference: { source: 'oscillator' } });
    board.step(5);
    const slot = { stream: 3, timeslot: 77 };
    const [one, two, three] = [portOf(board, 0), portOf(board, 1), portOf(board, 2)];
    board.fabric.set([
      { to: slot, pattern: 0x42 },
      { to: one, from: slot },
      { to: two, from: slot },
    ]);
    expect([heardAt(board, one), heardAt(board, two)]).toEqual([0x42, 0x42]);
    expect(board.fabric.sample(slot)).toBe(0x42);
    board.fabric.connectFramed([{ from: slot, to: three }]);
    expect(board.fabric.query(three)).toMatchObject({
      mode: 'framed',
      input: { bus: 'ct', ...slot },
    });
    board.fabric.reset();
    expect(board.fabric.query(two).mode).toBe('disable');
  });

  it('does all of a call or nothing, and says what it cannot', async () => {
    const board = await steppedBoard();
    const port = portOf(board, 0);
    const slot = { stream: 40, timeslot: 0 };
    const both = [
      { to: port, pattern: 1 },
      { to: slot, from: port },
    ];
    expect(() => board.fabric.set(both)).toThrow(
      expect.objectContaining({ code: 'invalid-request', rawCause: '-4' }),
    );
    expect(board.fabric.query(port).mode).toBe('disable');
    // A board that stands alone is not on the bus.
    expect(() => board.fabric.connectOneWay(port, { stream: 0, timeslot: 0 })).toThrow(
      expect.objectContaining({ code: 'wrong-state' }),
    );
    expect(() => board.fabric.setSpeed(20, 2)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
    board.fabric.setSpeed(0, 2);
    expect([board.fabric.speed(3), board.fabric.speed(4)]).toEqual([2, 8]);
  });

  it('gives each device a slot to transmit on, to which others listen', async () => {
    const board = await steppedBoard();
    board.clock.configure({ mode: 'masterA', reference: { source: 'oscillator' } });
    board.step(5);
    const bus = new ScBus(board.fabric, [128, 129]);
    const [one, two, three] = [portOf(board, 0), portOf(board, 1), portOf(board, 2)];
    expect([bus.transmitSlot(one), bus.transmitSlot(two), bus.transmitSlot(one)]).toEqual([
      128, 129, 128,
    ]);
    expect(() => bus.transmitSlot(three)).toThrow(
      expect.objectContaining({ code: 'resource-busy' }),
    );
    bus.listen(two, bus.transmitSlot(one));
    two.detect({ dtmf: true });
    const heard: string[] = [];
    two.events.on('digit', ({ digit }) => heard.push(digit));
    await one.generate({ digits: '7' });
    board.step(30);
    bus.unlisten(two);
    await one.generate({ digits: '8' });
    board.step(30);
    expect(heard).toEqual(['7']);
    bus.release(one);
    expect(bus.transmitSlot(three)).toBe(128);
  });

  it('tells the clock that it runs on, and when it has to take another', async () => {
    const board = await steppedBoard({
      faults: [{ atMs: 100, kind: 'oscillator', a: 1 }],
      spans: [{ kind: 'e1' }, { kind: 'e1' }],
      cables: [{ span: 0, to: { span: 1 } }],
    });
    const told: string[] = [];
    for (const event of ['clockFallback', 'clockRecovered', 'clockLost'] as const) {
      board.events.on(event, () => told.push(event));
    }
    for (const span of board.spans) {
      span.configure({ givesClock: span.number === 1 });
      span.start();
    }
    board.clock.configure({
      mode: 'masterA',
      reference: { source: 'oscillator' },
      fallback: { source: 'network', span: 0 },
    });
    board.step(5);
    expect(board.clock.query()).toMatchObject({
      config: { mode: 'masterA', fallback: { source: 'network', span: 0 } },
      current: { source: 'oscillator' },
      drivesA: true,
    });
    board.step(100);
    expect(told).toEqual(['clockFallback']);
    expect(board.clock.query()).toMatchObject({
      current: { source: 'network', span: 0 },
      hasFallenBack: true,
    });
  });
});
