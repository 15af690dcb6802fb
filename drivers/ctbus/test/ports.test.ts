import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Digit } from '../port.ts';
import {
  describeNative,
  joined,
  portOf,
  samplesOf,
  steppedBoard,
  wavOf,
} from '../testing/stepped-board.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'crosspoint-ports-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describeNative('a port', () => {
  it('hears the digits that another sends, each with its beginning and its end', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    const heard: Digit[] = [];
    const ended: string[] = [];
    listener.events.on('digit', (digit) => heard.push(digit));
    listener.events.on('digitEnd', ({ digit }) => ended.push(digit));
    listener.detect({ dtmf: true });
    const sending = await speaker.generate({ digits: '159D#', onMs: 80, offMs: 80 });
    board.step(100);
    expect(heard.map(({ digit }) => digit).join('')).toBe('159D#');
    expect(ended.join('')).toBe('159D#');
    // Every 160 ms one, told with the moment at which it began.
    const gaps = heard.slice(1).map(({ atMs }, index) => atMs - (heard[index]?.atMs ?? 0));
    for (const gap of gaps) expect(gap).toBeCloseTo(160, -1);
    expect((await sending.done).reason).toBe('endOfData');
  });

  it('listens no more when it is told so', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    const heard: string[] = [];
    listener.events.on('digit', ({ digit }) => heard.push(digit));
    listener.detect({ dtmf: true });
    listener.detect({});
    await speaker.generate({ digits: '12' });
    board.step(60);
    expect(heard).toEqual([]);
  });

  it('plays files and buffers one after the other, and records them octet for octet', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    const path = join(folder(), 'one.wav');
    writeFileSync(path, wavOf(50, 0x2a));
    const recording = await listener.record();
    const sound = await board.loadSound(wavOf(30, 0x7f));
    expect(sound.durationMs).toBe(30);
    const playing = await speaker.play([path, sound, wavOf(20, 0x33)]);
    board.step(20);
    expect(await playing.done).toMatchObject({ reason: 'endOfData', positionMs: 100 });
    recording.stop();
    board.step(1);
    const { octets, durationMs, reason } = await recording.done;
    expect(reason).toBe('stopped');
    expect(durationMs).toBe(200);
    const samples = samplesOf(octets ?? Buffer.alloc(0));
    const begin = samples.indexOf(0x2a);
    expect(samples.subarray(begin, begin + 800)).toEqual(
      Buffer.concat([Buffer.alloc(400, 0x2a), Buffer.alloc(240, 0x7f), Buffer.alloc(160, 0x33)]),
    );
  });

  it('stops playing in the engine, in the block in which the digit is found', async () => {
    const board = await steppedBoard();
    const [caller, port] = joined(board);
    port.detect({ dtmf: true });
    let digitAt = 0;
    port.events.on('digit', ({ atMs }) => (digitAt = atMs));
    const sound = await board.loadSound(wavOf(10_000));
    const playing = await port.play([sound], {
      controls: [{ on: 'digit', digits: '5', do: 'stop' }],
    });
    await caller.generate({ digits: '15' });
    // Nothing of JavaScript runs meanwhile: the events come when the steps are over.
    board.step(100);
    const { reason, trigger, atMs } = await playing.done;
    expect({ reason, trigger }).toEqual({
      reason: 'runTimeControl',
      trigger: { on: 'digit', symbol: '5' },
    });
    expect(atMs - digitAt).toBeGreaterThan(0);
    expect(atMs - digitAt).toBeLessThan(60);
  });

  it('pauses, goes on and jumps, and tells what was done to it', async () => {
    const board = await steppedBoard();
    const port = portOf(board, 0);
    const playing = await port.play([await board.loadSound(wavOf(1000))]);
    const changes: string[] = [];
    port.events.on('controlled', ({ operation, action }) => {
      expect(operation).toBe(playing.id);
      changes.push(action);
    });
    board.step(10);
    playing.pause();
    board.step(100);
    expect(playing.hasEnded).toBe(false);
    playing.resume();
    playing.control('jumpForward', 500);
    board.step(45);
    expect(changes).toEqual(['pause', 'resume', 'jumpForward']);
    expect(await playing.done).toMatchObject({ reason: 'endOfData', positionMs: 1000 });
    // One that has ended is not hurt by what comes too late.
    playing.stop();
  });

  it('is stopped by an AbortSignal, before the start as well', async () => {
    const board = await steppedBoard();
    const port = portOf(board, 0);
    const sound = await board.loadSound(wavOf(60_000));
    const abort = new AbortController();
    const playing = await port.play([sound], { signal: abort.signal });
    board.step(5);
    abort.abort();
    board.step(2);
    expect((await playing.done).reason).toBe('stopped');
    const late = await port.play([sound], { signal: abort.signal });
    board.step(2);
    expect((await late.done).reason).toBe('stopped');
  });

  it('records into a file, and goes on in it', async () => {
    const board = await steppedBoard();
    const [speaker, listener] = joined(board);
    const path = join(folder(), 'message.wav');
    for (const durationMs of [100, 200]) {
      await speaker.play([wavOf(200, 0x2a)]);
      const recording = await listener.record({ path, maxDurationMs: 100, append: true });
      board.step(30);
      expect(await recording.done).toMatchObject({ reason: 'maxDuration', durationMs });
    }
    expect(samplesOf(readFileSync(path)).length).toBe(1600);
  });

  it('says at which octet of which file a sound makes no sense, and when there is none', async () => {
    const board = await steppedBoard();
    const port = portOf(board, 0);
    const path = join(folder(), 'broken.wav');
    writeFileSync(path, wavOf(50).subarray(0, 30));
    await expect(port.play([path])).rejects.toMatchObject({
      code: 'unreadable-sound',
      position: { source: path, offset: expect.any(Number) as number },
    });
    await expect(port.play(['/nowhere/at-all.wav'])).rejects.toMatchObject({
      code: 'unreadable-sound',
    });
    await expect(port.record({ path: '/nowhere/at-all.wav' })).rejects.toMatchObject({
      code: 'unwritable-sound',
    });
  });

  it('refuses what cannot be meant, and nothing is started', async () => {
    const board = await steppedBoard();
    const port = portOf(board, 0);
    await expect(port.generate({ digits: '12x' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    await expect(port.play([])).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(
      port.play([await board.loadSound(wavOf(10))], { speedPercent: 900 }),
    ).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(
      port.generate({ digits: '1' }, { controls: [{ on: 'digit', digits: 'Z', do: 'stop' }] }),
    ).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
