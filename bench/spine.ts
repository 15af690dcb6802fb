import { cpus } from 'node:os';
import { journalRows } from './spine/journal-rows.ts';
import { EVENTS_PER_CALL } from './spine/load.ts';
import type { Outcome } from './spine/pair.ts';
import { measure } from './spine/pair.ts';
import { restart } from './spine/restart.ts';
import { median, rounded } from './statistics.ts';

export interface BenchOptions {
  /** Rounds; each measures the whole server and its floor in turn. */
  readonly rounds: number;
  /** Calls of the memory run. */
  readonly calls: number;
  /** Says what is being measured. */
  readonly tell: (text: string) => void;
}

const CLIENTS = 1000;

/** The spine: driver → model → journal → WebSocket, each figure beside its floor in the same run. */
export async function run({ rounds, calls, tell }: BenchOptions): Promise<object> {
  tell('one client, as fast as it goes');
  const flatOut = await inTurn(rounds, 1, { kind: 'flat-out', calls: 20_000 });
  const callsPerCpuSecond = median(flatOut.crosspoint.map(callsPerCpu));
  const half = Math.round(callsPerCpuSecond / 2);
  tell(`one client at ${half} calls/s`);
  const steady = await inTurn(rounds, 1, { kind: 'steady', callsPerSecond: half, seconds: 5 });
  tell(`${CLIENTS} clients, as fast as it goes`);
  const many = {
    crosspoint: await repeat(rounds, () =>
      measure('crosspoint', CLIENTS, { kind: 'flat-out', calls: 400 }),
    ),
    bare: await repeat(rounds, () => measure('bare', CLIENTS, { kind: 'flat-out', calls: 40 })),
  };
  // The bare server bears far less: both are asked for half of what it can.
  const bareHalf = Math.max(1, Math.floor(median(many.bare.map(callsPerCpu)) / 2));
  tell(`${CLIENTS} clients at ${bareHalf} calls/s`);
  const manySteady = await inTurn(rounds, CLIENTS, {
    kind: 'steady',
    callsPerSecond: bareHalf,
    seconds: 4,
  });
  tell('journal rows');
  const rows = await repeat(rounds, () => journalRows(50_000));
  tell('restart with 1,000,000 events');
  const start = await restart(1_000_000);
  tell(`memory over ${calls} calls`);
  const memory = await heapOver(calls);
  return {
    bench: 'spine',
    node: process.version,
    cores: cpus().length,
    rounds,
    eventsPerCall: EVENTS_PER_CALL,
    throughput: {
      callsPerCpuSecond: rounded(callsPerCpuSecond),
      callsPerSecond: rounded(median(flatOut.crosspoint.map(callsPerWall))),
      bareCallsPerCpuSecond: rounded(median(flatOut.bare.map(callsPerCpu))),
    },
    latencyAtHalfLoad: { callsPerSecond: half, ...compared(steady) },
    fanOut: {
      clients: CLIENTS,
      deliveriesPerCpuSecond: rounded(median(many.crosspoint.map(deliveriesPerCpu))),
      bareDeliveriesPerCpuSecond: rounded(median(many.bare.map(deliveriesPerCpu))),
      ratio: rounded(
        median(many.crosspoint.map(deliveriesPerCpu)) / median(many.bare.map(deliveriesPerCpu)),
      ),
      latencyAtHalfOfBareLoad: { callsPerSecond: bareHalf, ...compared(manySteady) },
    },
    journal: {
      rowsPerSecond: rounded(median(rows.map(({ journal }) => journal))),
      bareRowsPerSecond: rounded(median(rows.map(({ bare }) => bare))),
      ratio: rounded(median(rows.map(({ journal, bare }) => journal / bare))),
    },
    memory,
    restart: { events: 1_000_000, ...mapped(start) },
  };
}

interface InTurn {
  readonly crosspoint: Outcome[];
  readonly bare: Outcome[];
}

async function inTurn(
  rounds: number,
  clients: number,
  work: Parameters<typeof measure>[2],
): Promise<InTurn> {
  const outcome: InTurn = { crosspoint: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    outcome.crosspoint.push(await measure('crosspoint', clients, work));
    outcome.bare.push(await measure('bare', clients, work));
  }
  return outcome;
}

/** Medians over the rounds, and the ratio of each pair. */
function compared({ crosspoint, bare }: InTurn) {
  const of = (outcomes: Outcome[], which: 'p50' | 'p99') =>
    rounded(median(outcomes.map(({ latency }) => latency[which])));
  const ratio = (which: 'p50' | 'p99') =>
    rounded(
      median(crosspoint.map(({ latency }, at) => latency[which] / (bare[at]?.latency[which] ?? 0))),
    );
  return {
    p50Ms: of(crosspoint, 'p50'),
    p99Ms: of(crosspoint, 'p99'),
    bareP50Ms: of(bare, 'p50'),
    bareP99Ms: of(bare, 'p99'),
    p50Ratio: ratio('p50'),
    p99Ratio: ratio('p99'),
  };
}

async function heapOver(calls: number) {
  const early = await measure('crosspoint', 1, { kind: 'flat-out', calls: Math.ceil(calls / 10) });
  const late = await measure('crosspoint', 1, { kind: 'flat-out', calls });
  return {
    calls,
    heapAfterATenthMiB: rounded(early.heapBytes / 2 ** 20),
    heapAfterAllMiB: rounded(late.heapBytes / 2 ** 20),
  };
}

const callsPerCpu = ({ events, cpuSeconds }: Outcome) => events / EVENTS_PER_CALL / cpuSeconds;
const callsPerWall = ({ events, wallSeconds }: Outcome) => events / EVENTS_PER_CALL / wallSeconds;
const deliveriesPerCpu = ({ frames, cpuSeconds }: Outcome) => (frames * CLIENTS) / cpuSeconds;

function mapped(figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
}

async function repeat<Result>(times: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < times; index += 1) results.push(await work());
  return results;
}
