import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  describeNative,
  joined,
  samplesOf,
  steppedBoard,
} from '../../../drivers/ctbus/testing/stepped-board.ts';
import { DtmfReceiver, spandspIsMissing } from './dtmf-receiver.ts';

const missing = spandspIsMissing();
if (missing !== undefined) process.stderr.write(`foreign library suite skipped: ${missing}\n`);

describeNative("A vendor's C library, bound from TypeScript without compiling", () => {
  let receiver: DtmfReceiver | undefined;
  beforeEach(({ skip }) => {
    if (process.env['CI'] === undefined) skip(missing !== undefined, missing);
    receiver = new DtmfReceiver();
  });
  afterEach(() => receiver?.close());

  it('reads the digits that a port of the board has sent as audio', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    const recording = await listener.record({ coder: 'linear16' });
    await speaker.generate({ digits: '0123456789*#ABCD', onMs: 60, offMs: 60 });
    board.step(220);
    recording.stop();
    board.step(1);
    const octets = samplesOf((await recording.done).octets ?? Buffer.alloc(0));
    const samples = new Int16Array(new Uint8Array(octets).buffer);
    expect(receiver?.receive(samples)).toBe('0123456789*#ABCD');
  });

  it('finds nothing in what is no digit', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    const recording = await listener.record({ coder: 'linear16' });
    await speaker.generate({ tone: 'dial', country: 'DE' });
    board.step(100);
    recording.stop();
    board.step(1);
    const octets = samplesOf((await recording.done).octets ?? Buffer.alloc(0));
    const samples = new Int16Array(new Uint8Array(octets).buffer);
    expect(samples.some((sample) => Math.abs(sample) > 1_000)).toBe(true);
    expect(receiver?.receive(samples)).toBe('');
  });
});
