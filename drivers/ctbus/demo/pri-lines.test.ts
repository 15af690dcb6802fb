import { expect, it, onTestFinished } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { Board } from '../board.ts';
import { describeNative } from '../testing/stepped-board.ts';
import { openPriLines } from './pri-lines.ts';

async function board(slot: number, cables: readonly object[]): Promise<Board> {
  const settings = { backplane: 'pri-lines', slot, ports: 2, spans: [{ kind: 'e1' }], cables };
  const opened = await Board.open({ library: 'simulated', settings });
  onTestFinished(() => opened.close());
  return opened;
}

describeNative('ISDN PRI between two boards', () => {
  it('sets up three calls, each on a timeslot of its own, and clears them', async (context) => {
    const desk = await board(0, [{ span: 0, to: { slot: 1, span: 0 } }]);
    const office = await board(1, []);
    const lines = await openPriLines({ desk, office }, new SystemClock()).catch(
      (error: unknown) => {
        const isMissing = error instanceof CrosspointError && error.code === 'native-unavailable';
        if (isMissing && process.env['CI'] === undefined) context.skip(error.detail);
        throw error;
      },
    );
    const taken = new Set<number>();
    for (const index of [0, 1, 2]) {
      const ends = await lines.dial(index, '+49 30 1234567');
      expect(ends.desk.timeslot).toBe(ends.office.timeslot);
      taken.add(ends.desk.timeslot);
    }
    expect(taken.size).toBe(3);
    expect(taken).not.toContain(16);
    for (const index of [0, 1, 2]) await lines.hangUp(index);
    await lines.close();
  }, 20_000);
});
