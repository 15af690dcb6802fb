import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event } from '../schemas/generated/types.ts';
import { SeededRandom } from '../src/base/random.ts';
import type { Victim } from './kill/victim.ts';
import { startVictim, writeConfiguration } from './kill/victim.ts';
import type { Testimony } from './kill/witness.ts';
import { Witness } from './kill/witness.ts';
import { median, percentile, rounded } from './statistics.ts';

export interface KillOptions {
  readonly times: number;
  readonly seed: number;
  readonly tell: (text: string) => void;
}

const PAGE = 1000;

/**
 * Kills a server under load at random moments, starts it again on the same data and holds the journal
 * against what was seen and promised before. Throws at the first thing that is missing.
 */
export async function run({ times, seed, tell }: KillOptions): Promise<object> {
  const random = new SeededRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'crosspoint-kill-'));
  const readyMs: number[] = [];
  const counts = { seen: 0, promised: 0, interrupted: 0, events: 0 };
  try {
    const configuration = writeConfiguration(directory);
    let victim = await startVictim(directory, configuration);
    let after = 0;
    for (let time = 1; time <= times; time += 1) {
      const witness = new Witness(victim, random);
      await witness.watch(50 + Math.floor(random.next() * 500));
      victim = await startVictim(directory, configuration);
      readyMs.push(victim.readyMs);
      const journal = await readJournal(victim, after);
      const interrupted = compare(journal, witness.testimony);
      await requireSynchronised(victim);
      counts.seen += witness.testimony.seen.size;
      counts.promised += witness.testimony.promised.size;
      counts.interrupted += interrupted;
      counts.events += journal.length;
      after = journal.at(-1)?.sequence ?? after;
      if (time % 10 === 0) tell(`${time} kills`);
    }
    await victim.kill();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return {
    bench: 'kill',
    seed,
    kills: times,
    eventsSeen: counts.seen,
    operationsPromised: counts.promised,
    operationsInterrupted: counts.interrupted,
    missing: 0,
    readyAndSynchronisedMs: {
      median: rounded(median(readyMs)),
      worst: rounded(percentile(readyMs, 1)),
    },
  };
}

async function readJournal(victim: Victim, from: number): Promise<Event[]> {
  const events: Event[] = [];
  let after = from;
  for (;;) {
    const page = (await get(victim, `/v1/events?after=${after}&limit=${PAGE}`)) as {
      items: Event[];
      nextAfter: number;
    };
    events.push(...page.items);
    after = page.nextAfter;
    if (page.items.length < PAGE) break;
  }
  events.forEach((event, index) => {
    const expected = from + index + 1;
    check(event.sequence === expected, `sequence ${event.sequence} where ${expected} was expected`);
  });
  return events;
}

/** Everything seen is there unchanged, and everything promised has ended once; says how many were cut off. */
function compare(journal: readonly Event[], { seen, promised }: Testimony): number {
  const bySequence = new Map(journal.map((event) => [event.sequence, event]));
  for (const [sequence, text] of seen) {
    const kept = bySequence.get(sequence);
    check(kept !== undefined, `event ${sequence} was seen and is missing`);
    check(JSON.stringify(kept) === text, `event ${sequence} is not what was seen`);
  }
  const ends = new Map<string, number>();
  let interrupted = 0;
  for (const { type, subject, data } of journal) {
    if (type !== 'operation.done' && type !== 'operation.failed') continue;
    ends.set(subject, (ends.get(subject) ?? 0) + 1);
    const { problem } = data as { problem?: { code: string } };
    if (problem?.code === 'interrupted') interrupted += 1;
  }
  for (const id of promised) {
    check(
      ends.get(id) === 1,
      `operation ${id} was promised and has ended ${ends.get(id) ?? 0} times`,
    );
  }
  return interrupted;
}

async function requireSynchronised(victim: Victim): Promise<void> {
  check(victim.readyMs < 2000 + STARTING_MS, `ready and synchronised after ${victim.readyMs} ms`);
  const { state } = (await get(victim, '/v1/switches/demo')) as { state: string };
  check(state === 'up', `the link is ${state} after the start`);
}

/** What the start of a process may take on a busy machine, apart from the link. */
const STARTING_MS = 8000;

async function get({ url, token }: Victim, path: string): Promise<unknown> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  check(response.ok, `${path} answered ${response.status}`);
  return response.json();
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}
