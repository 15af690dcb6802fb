import { CrosspointError } from '../../../src/base/errors.ts';
import type { Board } from '../board.ts';
import type { Line } from '../line.ts';

export interface BothEnds {
  readonly desk: Line;
  readonly office: Line;
}

/** The lines between two boards, and how calls come over them. */
export interface Lines {
  /** In words. */
  readonly signalling: string;
  dial(index: number, from: string): Promise<BothEnds>;
  hangUp(index: number): Promise<void>;
  close(): Promise<void>;
}

export interface TwoBoards {
  readonly desk: Board;
  readonly office: Board;
}

/** Timeslots that are simply taken, both ends knowing which: without any signalling. */
export async function openPlainLines({ desk, office }: TwoBoards): Promise<Lines> {
  configureSpans({ desk, office });
  for (const board of [desk, office]) board.spans[0]?.start();
  return {
    signalling: 'without signalling',
    async dial(index) {
      const ends = { desk: lineAt(desk, index + 1), office: lineAt(office, index + 1) };
      ends.office.open();
      ends.desk.open();
      return ends;
    },
    async hangUp(index) {
      lineAt(office, index + 1).close();
      lineAt(desk, index + 1).close();
    },
    async close() {},
  };
}

/** The office is the network: it gives the clock. */
export function configureSpans({ desk, office }: TwoBoards): void {
  for (const [board, givesClock] of [
    [desk, false],
    [office, true],
  ] as const) {
    const [span] = board.spans;
    span?.configure({ framing: 'ccs', coding: 'hdb3', crc4: true, givesClock });
  }
}

export function lineAt(board: Board, timeslot: number): Line {
  const line = board.lines.find((one) => one.span === 0 && one.timeslot === timeslot);
  if (line !== undefined) return line;
  throw new CrosspointError('invalid-request', `the board has no timeslot ${timeslot}`);
}
