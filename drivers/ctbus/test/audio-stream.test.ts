import { expect, it } from 'vitest';
import { describeNative, joined, steppedBoard } from '../testing/stepped-board.ts';

describeNative('the audio of a port', () => {
  it('is a stream that is read and written, octet for octet', async () => {
    const board = await steppedBoard();
    const [one, two] = joined(board);
    const [from, to] = [one.openStream(), two.openStream()];
    const sent = Buffer.from(Array.from({ length: 1600 }, (_, index) => (index % 200) + 1));
    const heard: Buffer[] = [];
    to.on('data', (octets: Buffer) => heard.push(octets));
    from.write(sent);
    for (let block = 0; block < 40; block += 1) {
      board.step(1);
      // Streams of Node tell what they have in a later turn.
      await new Promise(setImmediate);
    }
    const all = Buffer.concat(heard);
    const begin = all.indexOf(sent.subarray(0, 20));
    expect(begin).toBeGreaterThanOrEqual(0);
    expect(all.subarray(begin, begin + sent.length)).toEqual(sent);
  });

  it('ends with the board, as an iteration over it does', async () => {
    const board = await steppedBoard();
    const [one] = joined(board);
    const stream = one.openStream();
    const read = (async () => {
      let octets = 0;
      for await (const piece of stream) octets += (piece as Buffer).length;
      return octets;
    })();
    board.step(10);
    await board.close();
    expect(await read).toBe(800);
  });

  it('loses the oldest where nobody reads, and counts that', async () => {
    const board = await steppedBoard();
    const [one] = joined(board);
    const stream = one.openStream({ capacityMs: 100 });
    board.step(50);
    expect(stream.readInto(Buffer.alloc(10_000))).toBeLessThanOrEqual(800);
    expect(stream.overruns).toBe(1);
    expect(board.counters().streamOverruns).toBe(1);
    const before = stream.underruns;
    expect(stream.writeFrom(Buffer.alloc(10_000))).toBe(800);
    board.step(10);
    expect(stream.underruns).toBe(before);
    board.step(3);
    expect(stream.underruns).toBeGreaterThan(before);
  });
});
