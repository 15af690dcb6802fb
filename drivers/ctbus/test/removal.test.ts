import { once } from 'node:events';
import { expect, it } from 'vitest';
import { describeNative, joined, portOf, steppedBoard, wavOf } from '../testing/stepped-board.ts';

describeNative('a board that is pulled out', () => {
  it('ends everything on it with board-removed, and answers so from then on', async () => {
    const board = await steppedBoard({ faults: [{ atMs: 500, kind: 'remove' }] });
    const [speaker, listener] = joined(board);
    let isTold = false;
    board.events.on('removed', () => (isTold = true));
    const playing = await speaker.play([await board.loadSound(wavOf(60_000))]);
    const recording = await listener.record({});
    const sending = await portOf(board, 2).generate({ tone: 'dial', country: 'DE', repeats: 0 });
    const stream = portOf(board, 3).openStream();
    const broken = once(stream, 'error');
    board.step(40);
    expect(playing.hasEnded).toBe(false);
    board.step(40);
    expect(isTold).toBe(true);
    expect(board.isRemoved).toBe(true);
    for (const { done } of [playing, recording, sending]) {
      await expect(done).rejects.toMatchObject({ code: 'board-removed' });
    }
    expect(await broken).toMatchObject([{ code: 'board-removed' }]);
    expect(() => board.fabric.reset()).toThrow(expect.objectContaining({ code: 'board-removed' }));
    await expect(speaker.play([wavOf(10)])).rejects.toMatchObject({ code: 'board-removed' });
    await board.close();
  });

  it('hurts nobody who does not look at what went on', async () => {
    const board = await steppedBoard({ faults: [{ atMs: 0, kind: 'remove' }] });
    await portOf(board, 0).generate({ digits: '123' });
    board.step(5);
    expect(board.isRemoved).toBe(true);
  });
});

describeNative('a board that is closed', () => {
  it('ends its operations with closed, and refuses what comes after', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    const playing = await speaker.play([await board.loadSound(wavOf(60_000))]);
    const recording = await listener.record({});
    const stream = listener.openStream().resume();
    const ended = once(stream, 'close');
    board.step(10);
    await Promise.all([board.close(), board.close()]);
    expect((await playing.done).reason).toBe('closed');
    expect(await recording.done).toMatchObject({ reason: 'closed', durationMs: 100 });
    await ended;
    expect(() => board.counters()).toThrow(expect.objectContaining({ code: 'wrong-state' }));
    await expect(speaker.generate({ digits: '1' })).rejects.toMatchObject({ code: 'wrong-state' });
    playing.stop();
  });

  it('may be closed by a listener', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    let closing: Promise<void> | undefined;
    listener.events.on('digit', () => (closing = board.close()));
    listener.detect({ dtmf: true });
    const sending = await speaker.generate({ digits: '1', onMs: 5000 });
    board.step(20);
    await closing;
    expect((await sending.done).reason).toBe('closed');
  });
});
