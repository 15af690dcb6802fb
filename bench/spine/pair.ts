import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { percentile } from '../statistics.ts';
import type { Collected, FromServer, Work } from './protocol.ts';

type Ran = Extract<FromServer, { say: 'ran' }>;

export interface Outcome extends Ran {
  /** From the driver's receipt to the frame's arrival in the other process, in milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly samples: number };
  /** Frames that reached the client that reads; every other one got the same octets. */
  readonly frames: number;
  readonly octetsAMember: number;
}

/** A server under test and its clients, each in a process of its own, for one piece of work. */
export async function measure(
  kind: 'crosspoint' | 'bare',
  clients: number,
  work: Work,
): Promise<Outcome> {
  const server = start('server-process', [kind]);
  const client = start('client-process', []);
  try {
    const ready = await answer<Extract<FromServer, { say: 'ready' }>>(server, 'ready');
    const { port, token } = ready;
    client.send({ say: 'connect', port, token, clients, isTimed: work.kind === 'steady' });
    await answer(client, 'connected');
    client.on('message', (message: { say: string }) => {
      if (message.say === 'seen') server.send(message);
    });
    // The first calls warm both up; they are not counted.
    await run(server, { kind: 'flat-out', calls: clients > 1 ? 8 : 2000 });
    const before = await collect(client);
    const ran = await run(server, work);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const after = await collect(client);
    return { ...ran, ...compare(ran, before, after, clients) };
  } finally {
    await Promise.all([stop(server), stop(client)]);
  }
}

function compare(ran: Ran, before: Collected, after: Collected, clients: number) {
  const arrivals = after.arrivals.slice(before.arrivals.length);
  const latencies: number[] = [];
  let at = 0;
  // Both lists are in order: an event came of the first report whose last sequence is not below it.
  for (const [sequence, arrivedAt] of arrivals) {
    while (at < ran.stamps.length && (ran.stamps[at]?.[0] ?? 0) < sequence) at += 1;
    const stamp = ran.stamps[at];
    if (stamp !== undefined && stamp[0] === sequence) latencies.push(arrivedAt - stamp[1]);
  }
  const own = after.octets - before.octets;
  const others = after.octetsOfOthers - before.octetsOfOthers;
  return {
    frames: after.frames - before.frames,
    octetsAMember: clients > 1 ? others / (clients - 1) / own : 1,
    latency: {
      p90: percentile(latencies, 0.9),
      p95: percentile(latencies, 0.95),
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      samples: latencies.length,
    },
  };
}

function start(name: string, args: readonly string[]): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const file = fileURLToPath(new URL(`./${name}${extension}`, import.meta.url));
  return fork(file, [...args], {
    execArgv: ['--expose-gc', '--max-semi-space-size=64'],
    serialization: 'advanced',
  });
}

async function run(server: ChildProcess, work: Work): Promise<Ran> {
  server.send({ say: 'run', work });
  return answer<Ran>(server, 'ran');
}

function collect(client: ChildProcess): Promise<Collected> {
  client.send({ say: 'collect' });
  return answer<Collected>(client, 'arrivals');
}

function answer<Message>(child: ChildProcess, say: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the process ended with ${code}`));
    const onMessage = (message: { say: string }) => {
      if (message.say !== say) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(message as Message);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}
