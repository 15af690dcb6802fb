import type {
  Call,
  CallDelivered,
  CallTransferred,
  ScreenPopOffered,
} from '../../schemas/generated/types.ts';
import type { EncodedEvent } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { ScreenPops } from './screen-pop.ts';

const PAGE = 500;
const POP = 'screen-pop.offered';

interface Told<Data> {
  readonly time: number;
  readonly data: Data;
}

/**
 * After a start: what phones were told of the calls that go on is taken from the journal, and what they
 * were not told any more, because the server stopped in between, is told now.
 */
export function recoverPops(journal: Journal, pops: ScreenPops, calls: readonly Call[]): void {
  for (const call of calls) recoverCall(journal, pops, call);
}

function recoverCall(journal: Journal, pops: ScreenPops, call: Call): void {
  const events = eventsOf(journal, call.id);
  for (const pop of youngestPops(events)) {
    pops.restore(call, pop.device, pop.number, pop.pending);
  }
  const present = new Set(call.connections.map(({ device }) => device));
  for (const event of events) {
    if (event.type === 'call.delivered') {
      const { time, data } = parsed(event) as Told<CallDelivered>;
      if (present.has(data.alerting)) pops.ringing({ ...data, call }, time);
    } else if (event.type === 'call.transferred' || event.type === 'call.conferenced') {
      const { time, data } = parsed(event) as Told<CallTransferred>;
      restoreJoined(journal, pops, { call, olds: [data.primaryCall, data.secondaryCall] });
      pops.joined({ ...data, call }, time);
    }
  }
}

function restoreJoined(
  journal: Journal,
  pops: ScreenPops,
  { call, olds }: { readonly call: Call; readonly olds: readonly (string | undefined)[] },
): void {
  const told = new Set(youngestPops(eventsOf(journal, call.id)).map(({ device }) => device));
  for (const old of olds) {
    if (old === undefined || old === call.id) continue;
    for (const pop of youngestPops(eventsOf(journal, old))) {
      if (!told.has(pop.device)) pops.restore(call, pop.device, pop.number, pop.pending);
      told.add(pop.device);
    }
  }
}

function youngestPops(events: readonly EncodedEvent[]): ScreenPopOffered[] {
  const byDevice = new Map<string, ScreenPopOffered>();
  for (const event of events) {
    if (event.type !== POP) continue;
    const { data } = parsed(event) as Told<ScreenPopOffered>;
    byDevice.set(data.device, data);
  }
  return [...byDevice.values()];
}

function eventsOf(journal: Journal, call: string): EncodedEvent[] {
  const found: EncodedEvent[] = [];
  let after = 0;
  while (after < journal.durableSequence) {
    const { events, nextAfter } = journal.read(after, PAGE, { types: [], subjects: [call] });
    found.push(...events);
    if (nextAfter <= after) break;
    after = nextAfter;
  }
  return found;
}

function parsed(event: EncodedEvent): { readonly time: number; readonly data: unknown } {
  const { time, data } = JSON.parse(event.json) as { time: string; data: unknown };
  return { time: Date.parse(time), data };
}
