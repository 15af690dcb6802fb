import { expect, it } from 'vitest';
import type { Board } from '../board.ts';
import type { Line } from '../line.ts';
import { describeNative, portOf, steppedBoard, wavOf } from '../testing/stepped-board.ts';

/** A board with a cable from its first span to its second. */
async function cabled(kind: string, farKind = kind, more: object = {}): Promise<Board> {
  const board = await steppedBoard({
    spans: [{ kind }, { kind: farKind }],
    cables: [{ span: 0, to: { span: 1 } }],
    ...more,
  });
  return board;
}

/** The nth line of each span. */
function ends(board: Board, nth = 0): [near: Line, far: Line] {
  const [near, far] = board.spans.map((span) => board.lines[span.info().firstLine + nth]);
  if (near === undefined || far === undefined) throw new Error('the spans have no such line');
  return [near, far];
}

function start(board: Board, framing: 'ccs' | 'cas'): void {
  for (const span of board.spans) {
    span.configure({ framing });
    span.start();
  }
  board.step(20);
}

describeNative('lines of a board', () => {
  it('carry HDLC frames, whole and in order', async () => {
    const board = await cabled('e1');
    start(board, 'ccs');
    const [near, far] = ends(board, 15);
    near.open('hdlc');
    far.open('hdlc');
    board.step(2);
    const frames: Buffer[] = [];
    far.events.on('frame', (octets) => frames.push(octets));
    const sent = [Buffer.from([0, 1, 127]), Buffer.alloc(260, 0x7e), Buffer.from('frame')];
    for (const frame of sent) near.sendFrame(frame);
    board.step(20);
    expect(frames).toEqual(sent);
    expect(() => near.sendFrame(Buffer.alloc(513))).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  it('carry the bits of CAS', async () => {
    const board = await cabled('e1');
    start(board, 'cas');
    const [near, far] = ends(board, 3);
    near.open();
    far.open();
    const told: number[] = [];
    far.events.on('bits', (bits) => told.push(bits));
    for (const bits of [0b1001, 0b0001, 0b1101]) {
      near.setBits(bits);
      board.step(5);
    }
    expect(told.slice(-3)).toEqual([0b1001, 0b0001, 0b1101]);
    expect(far.info()).toMatchObject({ mode: 'audio', rxBits: 0b1101, kind: 'digital' });
  });

  it('tell of alarms, in the words of G.775, and of the end of the last', async () => {
    const board = await cabled('e1', 'e1', {
      faults: [
        { atMs: 1000, kind: 'cut', a: 0 },
        { atMs: 2000, kind: 'mend', a: 0 },
      ],
    });
    start(board, 'ccs');
    board.step(30);
    const told: string[][] = [];
    board.spans[1]?.events.on('alarm', (alarms) => told.push([...alarms]));
    board.step(100);
    expect(told.flat()).toContain('los');
    expect(board.spans[1]?.info().alarms).toContain('los');
    board.step(300);
    expect(told.at(-1)).toEqual([]);
  });

  it('ring, are lifted, and are hung up', async () => {
    const board = await cabled('fxs', 'fxo');
    for (const span of board.spans) span.start();
    const [station, office] = ends(board);
    station.open();
    office.open();
    const told: string[] = [];
    office.events.on('ringBegin', () => told.push('ring'));
    station.events.on('offHook', () => told.push('lifted'));
    station.events.on('onHook', () => told.push('hung up'));
    board.step(10);
    station.hook('ring');
    board.step(50);
    office.hook('off');
    board.step(50);
    office.hook('on');
    board.step(100);
    expect(told).toEqual(['ring', 'lifted', 'hung up']);
    expect(() => station.setBits(1)).toThrow(expect.objectContaining({ name: 'CrosspointError' }));
  });

  it('end what goes on at the port they are connected with, when they are hung up', async () => {
    const board = await cabled('fxs', 'fxo');
    for (const span of board.spans) span.start();
    const [station, office] = ends(board);
    station.open();
    office.open();
    board.fabric.connect(portOf(board, 0), station);
    board.step(10);
    office.hook('off');
    board.step(50);
    const playing = await portOf(board, 0).play([await board.loadSound(wavOf(60_000))], {
      controls: [{ on: 'disconnected', do: 'stop' }],
    });
    board.step(20);
    office.hook('on');
    board.step(100);
    expect(await playing.done).toMatchObject({
      reason: 'runTimeControl',
      trigger: { on: 'disconnected' },
    });
  });
});
