import { describe, expect, it } from 'vitest';
import { Invariants, checkCall, checkTruth } from '../../bench/simulation/invariants.ts';
import { Simulation } from '../../bench/simulation/simulation.ts';
import type { JournalEvent } from '../../src/journal/event.ts';
import { House } from '../support/house.ts';

describe('a faulty day at the office', () => {
  it.each([1, 20_260_101, 4_294_967_291])(
    'from seed %i keeps every invariant',
    { timeout: 60_000 },
    async (seed) => {
      const outcome = await new Simulation({ seed, calls: 600 }).run();
      expect(outcome.calls).toBeGreaterThanOrEqual(600);
      expect(outcome.faults).toBeGreaterThan(10);
      expect(outcome.done).toBeGreaterThan(300);
      expect(outcome.done + outcome.failed).toBe(outcome.operations);
      // Faults do bite: something had to be put right.
      expect(outcome.resynchronised).toBeGreaterThan(0);
    },
  );

  it('is the same day again from the same seed', async () => {
    const days = [await new Simulation({ seed: 9, calls: 60 }).run()];
    days.push(await new Simulation({ seed: 9, calls: 60 }).run());
    expect(days[1]).toEqual(days[0]);
  });

  it('needs nothing to be put right where there are no faults', async () => {
    const outcome = await new Simulation({ seed: 5, calls: 200, stepsPerFault: 0 }).run();
    expect([outcome.faults, outcome.resynchronised, outcome.link.losses]).toEqual([0, 0, 0]);
  });
});

/** What a real house tells of a call from ringing to its end, to be spoilt. */
async function aDay(): Promise<JournalEvent[]> {
  const house = await new House().open();
  const call = await house.incoming();
  await house.command({ command: 'answer', call, device: 'demo:2001' });
  await house.command({ command: 'clear', call });
  return house.events;
}

function check(events: readonly JournalEvent[]): Invariants {
  const invariants = new Invariants();
  for (const event of events) invariants.take(event);
  invariants.checkSettled();
  return invariants;
}

/** The same events in another order or number, numbered anew without a hole. */
const renumbered = (events: readonly JournalEvent[]) =>
  events.map((event, index) => ({ ...event, sequence: index + 1 }));

const places = (events: readonly JournalEvent[], type: string) =>
  events.flatMap((event, index) => (event.type === type ? [index] : []));

describe('the invariants', () => {
  it('hold for what a house tells', async () => {
    const { counts } = check(await aDay());
    expect(counts).toMatchObject({ calls: 1, operations: 3, done: 3, failed: 0 });
  });

  it.each([
    ['a hole in the numbers', (day: JournalEvent[]) => day.toSpliced(3, 1), /sequence 5 after 3/],
    [
      'a number told twice',
      (day: JournalEvent[]) => day.toSpliced(3, 0, day[2] as JournalEvent),
      /sequence 3 after 3/,
    ],
    [
      'an operation that ends twice',
      (day: JournalEvent[]) => renumbered([...day, day[places(day, 'operation.done')[0] ?? 0]!]),
      /ended twice/,
    ],
    [
      'an operation that never ends',
      (day: JournalEvent[]) =>
        renumbered(day.toSpliced(places(day, 'operation.done').at(-1) ?? 0, 1)),
      /never ended/,
    ],
    [
      'an end of what was never accepted',
      (day: JournalEvent[]) =>
        renumbered(day.toSpliced(places(day, 'operation.accepted')[0] ?? 0, 1)),
      /never accepted/,
    ],
    [
      'a ghost: a call told of after its end',
      (day: JournalEvent[]) => renumbered([...day, day[places(day, 'call.established')[0] ?? 0]!]),
      /after its end/,
    ],
    [
      'a call that ends with somebody in it',
      (day: JournalEvent[]) => {
        const [ended = 0] = places(day, 'call.ended');
        const [talking = 0] = places(day, 'call.established');
        return day.with(ended, {
          ...(day[ended] as JournalEvent),
          data: { ...day[ended]?.data, ...day[talking]?.data },
        } as JournalEvent);
      },
      /ended with connections/,
    ],
  ] as [string, (day: JournalEvent[]) => JournalEvent[], RegExp][])(
    'are broken by %s',
    async (_, spoil, message) => {
      const day = await aDay();
      expect(() => check(spoil(day))).toThrow(message);
    },
  );

  it('are broken by a device that is in a call twice, or in one it has left', async () => {
    const house = await new House().open();
    await house.incoming();
    const [call] = house.telephony.calls();
    if (call === undefined) throw new Error('there is no call');
    const [first] = call.connections;
    if (first === undefined) throw new Error('there is nobody in the call');
    expect(() => checkCall(call)).not.toThrow();
    expect(() => checkCall({ ...call, connections: [first, first] })).toThrow(/twice/);
    const gone = { ...first, state: 'null' } as const;
    expect(() => checkCall({ ...call, connections: [gone] })).toThrow(/cleared connection/);
  });

  it('are broken by a model that is not what the switch shows', async () => {
    const house = await new House().open();
    await house.incoming();
    const asked = house.telephony.requireSwitch('demo').link.snapshot();
    await house.clock.advance(10);
    const truth = await asked;
    const calls = house.telephony.calls();
    expect(() => checkTruth(calls, truth)).not.toThrow();
    expect(() => checkTruth([], truth)).toThrow(/not the switch's truth/);
    expect(() => checkTruth(calls, { ...truth, calls: [] })).toThrow(/not the switch's truth/);
  });
});
