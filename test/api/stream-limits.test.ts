import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/base/clock.ts';
import { ERRORS } from '../../src/base/errors.ts';
import type { StreamReader } from './stream-reader.ts';
import { Bench, until } from './support.ts';

let bench: Bench;

afterEach(() => bench.close());

async function start(more: ConstructorParameters<typeof Bench>[0] = {}): Promise<void> {
  const server = { requestsPerSecond: 1_000_000, ...more.server };
  bench = await new Bench({ journal: { powerLossSafe: false }, ...more, server }).start();
}

/** Events of some size, so that the queue of a client who does not read fills. */
async function noise(call: string, count: number): Promise<void> {
  const body = { text: 'x'.repeat(60_000) };
  const patch = () => bench.send('PATCH', `/v1/calls/${call}/data`, { body });
  await Promise.all(Array.from({ length: count }, patch));
}

const isClosed = (stream: StreamReader) => stream.socket.readyState === stream.socket.CLOSED;

describe('a client that does not read', () => {
  it('is closed with 4008 and resumes without a hole; another one misses nothing', async () => {
    await start({ server: { clientQueueKiB: 64 } });
    const call = await bench.incoming();
    const slow = bench.stream({ after: 0 });
    const quick = bench.stream({ after: 0 });
    await slow.event('screen-pop.offered');
    slow.socket.pause();
    // Both ends of the connection hold some megabytes before the server's own queue fills.
    for (let round = 0; round < 8; round += 1) await noise(call, 20);
    slow.socket.resume();
    expect((await slow.problem()).code).toBe('slow-consumer');
    expect(await slow.closed).toEqual({ code: 4008, reason: 'slow-consumer' });
    const last = slow.sequences.at(-1) ?? 0;
    const again = bench.stream({ after: last });
    await bench.command(`/v1/calls/${call}/clear`);
    await again.event('call.ended');
    await quick.event('call.ended');
    for (const sequences of [quick.sequences, [...slow.sequences, ...again.sequences]]) {
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    }
  });

  it('catches up on a long journal at its own pace: what it has yet to read is not its queue', async () => {
    await start({ server: { clientQueueKiB: 64 } });
    const call = await bench.incoming();
    await noise(call, 50);
    const late = bench.stream({ after: 0 });
    await bench.command(`/v1/calls/${call}/clear`);
    await late.event('call.ended');
    expect(late.sequences).toEqual(late.sequences.map((_, index) => index + 1));
  });

  it('does not keep the server from stopping', async () => {
    await start({ server: { clientQueueKiB: 64 } });
    const deaf = bench.stream();
    await deaf.snapshot();
    deaf.socket.pause();
    const startedAt = performance.now();
    await bench.stop();
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});

describe('pings', () => {
  /** The machine's clock, on which the pause between two pings is short. */
  class HastyClock extends SystemClock {
    override setTimeout(action: () => void, delayMs: number) {
      return super.setTimeout(action, delayMs === 15_000 ? 100 : delayMs);
    }
  }

  it('keep a client that answers, and cut off one that does not', async () => {
    bench = await new Bench({}, new HastyClock()).start();
    const alive = bench.stream();
    const mute = bench.stream({ isMute: true });
    let pings = 0;
    alive.socket.on('ping', () => (pings += 1));
    await alive.snapshot();
    expect((await mute.closed).code).toBe(1006);
    await until(() => (pings >= 3 ? true : undefined), 'three pings');
    await bench.incoming();
    await alive.event('operation.done');
  });
});

describe('retention', () => {
  it('that has dropped what a client asks for is told as a gap, and a snapshot follows', async () => {
    await start();
    const call = await bench.incoming();
    const { journal } = bench.server;
    await until(() => (journal.durableSequence >= 6 ? true : undefined), 'events');
    await journal.prune(0, 3);
    const oldest = journal.oldestSequence;
    expect(oldest).toBeGreaterThan(1);
    const stream = bench.stream({ after: 0 });
    expect((await stream.next(() => true)).gap).toEqual({ after: 0, oldest });
    const { snapshot } = await stream.next(() => true);
    expect(snapshot?.calls.map(({ id }) => id)).toEqual([call]);
    await bench.command(`/v1/calls/${call}/clear`);
    await stream.event('call.ended');
    const first = (snapshot?.sequence ?? 0) + 1;
    expect(stream.sequences).toEqual(stream.sequences.map((_, index) => first + index));
    const kept = bench.stream({ after: oldest - 1 });
    expect((await kept.next(() => true)).event?.sequence).toBe(oldest);
  });
});

describe('the end of the server', () => {
  it('is told to every client, with 1001', async () => {
    await start();
    const stream = bench.stream();
    await stream.snapshot();
    await bench.stop();
    expect((await stream.problem()).code).toBe('shutting-down');
    expect(await stream.closed).toEqual({ code: 1001, reason: 'shutting-down' });
    expect(ERRORS['shutting-down'].retryable).toBe(true);
    expect(isClosed(stream)).toBe(true);
  });
});
