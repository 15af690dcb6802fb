/** A server under test in a process of its own: `crosspoint`, or `bare` to compare it with. */
import { setImmediate as turn } from 'node:timers/promises';
import { cpuSeconds } from '../statistics.ts';
import { startBare } from './bare.ts';
import { EVENTS_PER_CALL } from './load.ts';
import type { FromServer, ToServer, Work } from './protocol.ts';
import type { Subject } from './subject.ts';
import { startWhole } from './whole.ts';

/** Events that may be under way to the client when more are made. */
const WINDOW = 20_000;
const BATCH = 40;

const say = (message: FromServer) => process.send?.(message);
const subject: Subject = await (process.argv[2] === 'bare' ? startBare() : startWhole());
let seen = 0;
process.on('message', (message: ToServer) => {
  if (message.say === 'seen') seen = message.events;
  else void run(message.work).then(say);
});
process.on('disconnect', () => void subject.close().then(() => process.exit(0)));
say({ say: 'ready', port: subject.port, token: subject.token });

async function run(work: Work): Promise<FromServer> {
  const before = { events: subject.events(), cpu: cpuSeconds(), at: performance.now() };
  subject.takeStamps();
  subject.isStamping = work.kind === 'steady';
  if (work.kind === 'steady') await subject.load.steady(work.callsPerSecond, work.seconds);
  else await flatOut(work.calls);
  const expected = before.events + EVENTS_PER_CALL;
  while (subject.events() < expected) await turn();
  await settled();
  const wallSeconds = (performance.now() - before.at) / 1000;
  const spent = cpuSeconds() - before.cpu;
  const stamps = subject.takeStamps();
  globalThis.gc?.();
  return {
    say: 'ran',
    cpuSeconds: spent,
    wallSeconds,
    events: subject.events() - before.events,
    heapBytes: process.memoryUsage().heapUsed,
    stamps,
  };
}

async function flatOut(calls: number): Promise<void> {
  for (let done = 0; done < calls; done += BATCH) {
    await subject.load.batch(Math.min(BATCH, calls - done), () => turn());
    const waitedFrom = performance.now();
    while (subject.events() - seen > WINDOW) {
      if (performance.now() - waitedFrom > 30_000) throw new Error('the client reads no more');
      await turn();
    }
  }
}

/** Nothing has been sent for a while. */
async function settled(): Promise<void> {
  for (let quiet = 0, last = subject.events(); quiet < 20; quiet += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (subject.events() !== last) quiet = 0;
    last = subject.events();
  }
}
