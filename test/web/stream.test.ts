import { beforeEach, describe, expect, it } from 'vitest';
import type { Frame, Link } from '../../web/toolbar/state.ts';
import type { SocketListener } from '../../web/toolbar/stream.ts';
import { StreamClient } from '../../web/toolbar/stream.ts';
import { event, snapshot } from './told.ts';

interface OpenedSocket extends SocketListener {
  readonly query: string;
  isClosed: boolean;
}

/** A network with a clock that only the test moves. */
class Network {
  readonly sockets: OpenedSocket[] = [];
  readonly frames: Frame[] = [];
  readonly links: Link[] = [];
  readonly delays: number[] = [];
  refusals = 0;
  isBehind: (sequence: number) => Promise<boolean> = () => Promise.resolve(false);
  #timer: (() => void) | undefined;

  readonly client = new StreamClient({
    open: (query, listener) => {
      const socket = { ...listener, query, isClosed: false };
      this.sockets.push(socket);
      return { close: () => void (socket.isClosed = true) };
    },
    onFrame: (frame) => this.frames.push(frame),
    onLink: (link) => this.links.push(link),
    onRefused: () => (this.refusals += 1),
    isBehind: (sequence) => this.isBehind(sequence),
    after: (ms, run) => {
      this.delays.push(ms);
      this.#timer = run;
      return () => {
        if (this.#timer === run) this.#timer = undefined;
      };
    },
    random: () => 0.5,
  });

  get socket(): OpenedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  tell(...frames: readonly Frame[]): void {
    for (const frame of frames) this.socket.message(JSON.stringify(frame));
  }

  async runTimer(): Promise<void> {
    const run = this.#timer;
    this.#timer = undefined;
    run?.();
    // Answers of `isBehind` are promises that have resolved already.
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  get sequences(): number[] {
    return this.frames.flatMap((frame) => ('event' in frame ? [frame.event.sequence] : []));
  }
}

const call = (sequence: number) => event(sequence, 'call.held', {});

describe('the stream client', () => {
  let network: Network;
  beforeEach(() => {
    network = new Network();
    network.client.start();
    network.socket.opened();
    network.tell(snapshot(10));
  });

  it('begins without a sequence and is live with the snapshot', () => {
    expect(network.sockets.map(({ query }) => query)).toEqual(['']);
    expect(network.links).toEqual([{ state: 'connecting' }, { state: 'live' }]);
  });

  it('goes on after the last sequence when the socket is lost', async () => {
    network.tell(call(11), call(13));
    network.socket.closed();
    expect(network.links.at(-1)).toMatchObject({ state: 'reconnecting', attempt: 1 });
    await network.runTimer();
    expect(network.socket.query).toBe('?after=13');
    network.socket.opened();
    expect(network.links.at(-1)).toEqual({ state: 'live' });
  });

  it('hands each event on once, in order', async () => {
    network.tell(call(11));
    network.socket.closed();
    await network.runTimer();
    network.tell(call(11), call(12), call(12), call(14));
    expect(network.sequences).toEqual([11, 12, 14]);
  });

  it('goes on from the snapshot that follows a gap', async () => {
    network.tell({ gap: { after: 10, oldest: 90 } }, snapshot(95));
    network.socket.closed();
    await network.runTimer();
    expect(network.socket.query).toBe('?after=95');
  });

  it('waits longer after each failed attempt, and starts over once it has heard something', async () => {
    network.delays.length = 0;
    for (let attempt = 0; attempt < 7; attempt += 1) {
      network.socket.closed();
      await network.runTimer();
    }
    const waits = network.delays.filter((_, index) => index % 2 === 0);
    expect(waits).toEqual([375, 750, 1500, 3000, 6000, 11_250, 11_250]);
    network.tell(call(11));
    network.socket.closed();
    expect(network.delays.at(-1)).toBe(375);
  });

  it('tells of a socket that was closed before it opened', async () => {
    network.socket.closed();
    expect(network.refusals).toBe(0);
    await network.runTimer();
    network.socket.closed();
    expect(network.refusals).toBe(1);
  });

  it('does not hear an abandoned socket', async () => {
    const abandoned = network.socket;
    network.client.wake();
    expect(abandoned.isClosed).toBe(true);
    abandoned.message(JSON.stringify(call(99)));
    abandoned.closed();
    expect(network.sequences).toEqual([]);
    expect(network.sockets).toHaveLength(2);
  });

  it('opens anew at once after a sleep', () => {
    network.client.wake();
    expect(network.sockets).toHaveLength(2);
    expect(network.socket.query).toBe('?after=10');
  });

  it('waits for the network while there is none', async () => {
    network.client.offline();
    expect(network.links.at(-1)).toMatchObject({ state: 'reconnecting', isOffline: true });
    await network.runTimer();
    expect(network.sockets).toHaveLength(1);
    network.client.wake();
    expect(network.sockets).toHaveLength(2);
  });

  it('opens anew where the journal has more than a silent socket has said', async () => {
    network.isBehind = (sequence) => Promise.resolve(sequence === 10);
    await network.runTimer();
    expect(network.sockets).toHaveLength(2);
    expect(network.socket.query).toBe('?after=10');
  });

  it('opens anew where the journal cannot be asked', async () => {
    network.isBehind = () => Promise.reject(new Error('no route'));
    await network.runTimer();
    expect(network.sockets).toHaveLength(2);
  });

  it('trusts a silent socket where nothing has happened', async () => {
    await network.runTimer();
    await network.runTimer();
    expect(network.sockets).toHaveLength(1);
  });

  it('trusts a socket that speaks while the journal is being asked', async () => {
    network.isBehind = () => {
      network.tell(call(11));
      return Promise.resolve(true);
    };
    await network.runTimer();
    expect(network.sockets).toHaveLength(1);
  });

  it('gives up an attempt that neither opens nor fails', async () => {
    network.socket.closed();
    await network.runTimer();
    await network.runTimer();
    expect(network.socket.isClosed).toBe(true);
    await network.runTimer();
    expect(network.sockets).toHaveLength(3);
  });

  it('stays closed once it is stopped', async () => {
    network.client.stop();
    network.client.wake();
    network.client.offline();
    await network.runTimer();
    expect(network.sockets).toHaveLength(1);
    expect(network.socket.isClosed).toBe(true);
  });
});
