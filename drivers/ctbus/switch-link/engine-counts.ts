import type { Board } from '../board.ts';

/** What of an engine's counters whoever looks after a switch wants to see. */
const NAMES = [
  'lateBlocks',
  'eventsLost',
  'commandsRefused',
  'recordOverruns',
  'streamOverruns',
  'streamUnderruns',
] as const;

type Counts = Record<(typeof NAMES)[number], number>;

/** The counters of one board after the other, as if they were one. */
export class EngineCounts {
  #before: Counts = countsOf(undefined);
  #board: Board | undefined;

  get now(): Readonly<Counts> {
    return sum(this.#before, countsOf(this.#board));
  }

  /** Another board is open now, or none any more; the one before has not been closed yet. */
  begin(board: Board | undefined): void {
    this.#before = this.now;
    this.#board = board;
  }
}

function countsOf(board: Board | undefined): Counts {
  const counters = board?.counters();
  return fromNames((name) => counters?.[name] ?? 0);
}

function sum(one: Counts, other: Counts): Counts {
  return fromNames((name) => one[name] + other[name]);
}

function fromNames(count: (name: keyof Counts) => number): Counts {
  return Object.fromEntries(NAMES.map((name) => [name, count(name)])) as Counts;
}
