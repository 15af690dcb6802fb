import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { FlowControl, type FlowLimits } from './flow-control.ts';

const WIDE: FlowLimits = {
  outstanding: 100,
  perSecond: 1_000,
  startUpPerSecond: 1_000,
  waiting: 100,
};

function laid(limits: Partial<FlowLimits> = {}) {
  const clock = new VirtualClock(0);
  const flow = new FlowControl(clock, { ...WIDE, ...limits });
  /** Who was let through and when, and who was refused. */
  const log: string[] = [];
  const enter = (...names: readonly string[]): void => {
    for (const name of names) {
      flow.enter().then(
        () => log.push(`${name} +${clock.now()}`),
        ({ code }: CrosspointError) => log.push(`${name} ${code}`),
      );
    }
  };
  return { clock, flow, log, enter };
}

describe('requests to a switch', () => {
  it('go out until as many as it takes are without an answer, then one for each answer', async () => {
    const { clock, flow, log, enter } = laid({ outstanding: 2 });
    enter('a', 'b', 'c', 'd');
    await clock.advance(5_000);
    expect(log).toEqual(['a +0', 'b +0']);
    flow.leave();
    await clock.advance(1_000);
    expect(log.slice(2)).toEqual(['c +5000']);
    flow.leave();
    flow.leave();
    enter('e');
    await clock.advance(1_000);
    expect(log.slice(3)).toEqual(['d +6000', 'e +6000']);
  });

  it('are refused at once where too many wait already, and taken when there is room again', async () => {
    const { clock, flow, log, enter } = laid({ outstanding: 1, waiting: 2 });
    enter('a', 'b', 'c', 'd');
    await clock.advance(10);
    expect(log).toEqual(['a +0', 'd resource-busy']);
    flow.leave();
    enter('e', 'f');
    await clock.advance(10);
    expect(log.slice(2)).toEqual(['b +10', 'f resource-busy']);
  });

  it('go out at the rate of the start, in their order, and later at the full one', async () => {
    const { clock, flow, log, enter } = laid({ startUpPerSecond: 2, perSecond: 10 });
    enter('a', 'b', 'c', 'd');
    await clock.advance(1_000);
    expect(log).toEqual(['a +0', 'b +0', 'c +500', 'd +1000']);
    flow.speedUp();
    enter('e', 'f', 'g');
    await clock.advance(1_000);
    expect(log.slice(4)).toEqual(['e +1100', 'f +1200', 'g +1300']);
  });

  it('never come in a greater burst than may be outstanding', async () => {
    const { clock, flow, log, enter } = laid({ outstanding: 3, startUpPerSecond: 10 });
    await clock.advance(60_000);
    enter('a', 'b', 'c', 'd');
    for (const _ of 'abc') flow.leave();
    await clock.advance(1_000);
    expect(log.map((line) => line.slice(2))).toEqual(['+60000', '+60000', '+60000', '+60100']);
  });

  it('that wait are failed when the link ends, and no timer is left', async () => {
    const { clock, flow, log, enter } = laid({ startUpPerSecond: 1 });
    enter('a', 'b', 'c');
    await clock.advance(10);
    flow.close(new CrosspointError('link-down', 'over'));
    flow.leave();
    await clock.advance(10);
    expect(clock.hasTimers).toBe(false);
    await clock.advance(5_000);
    expect(log).toEqual(['a +0', 'b link-down', 'c link-down']);
  });
});
