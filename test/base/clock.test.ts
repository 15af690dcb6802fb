import { describe, expect, it } from 'vitest';
import { SystemClock, sleep } from '../../src/base/clock.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { SeededRandom, randomInteger } from '../../src/base/random.ts';

describe('the virtual clock', () => {
  it('stands still until it is told to move', async () => {
    const clock = new VirtualClock(5000);
    let fired = 0;
    clock.setTimeout(() => (fired += 1), 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect([clock.now(), fired]).toEqual([5000, 0]);
    await clock.advance(0);
    expect([clock.now(), fired]).toEqual([5000, 1]);
  });

  it('fires timers by due time, equal ones in the order in which they were set', async () => {
    const clock = new VirtualClock(0);
    const random = new SeededRandom(4);
    const set = Array.from({ length: 500 }, (_, order) => ({
      order,
      dueAt: randomInteger(random, 50),
    }));
    const fired: typeof set = [];
    for (const timer of set) {
      clock.setTimeout(() => {
        expect(clock.now()).toBe(timer.dueAt);
        fired.push(timer);
      }, timer.dueAt);
    }
    await clock.advance(50);
    expect(fired).toEqual(set.toSorted((a, b) => a.dueAt - b.dueAt || a.order - b.order));
  });

  it('settles every promise between two timers', async () => {
    const clock = new VirtualClock(0);
    const told: string[] = [];
    clock.setTimeout(() => {
      void (async () => {
        for (let step = 0; step < 50; step += 1) await Promise.resolve();
        told.push('first, to its end');
      })();
    }, 1);
    clock.setTimeout(() => told.push('second'), 1);
    await clock.advance(1);
    expect(told).toEqual(['first, to its end', 'second']);
  });

  it('fires what a timer sets in its turn, as far as the time reaches', async () => {
    const clock = new VirtualClock(0);
    const told: number[] = [];
    const again = () => {
      told.push(clock.now());
      clock.setTimeout(again, 10);
    };
    clock.setTimeout(again, 10);
    await clock.advance(35);
    expect([told, clock.now()]).toEqual([[10, 20, 30], 35]);
  });

  it('forgets a cleared timer, minds nothing cleared twice, and knows when none is left', async () => {
    const clock = new VirtualClock(0);
    const timer = clock.setTimeout(() => expect.unreachable(), 10);
    expect(clock.hasTimers).toBe(true);
    clock.clear(timer);
    clock.clear(timer);
    clock.clear(undefined);
    expect(clock.hasTimers).toBe(false);
    expect(await clock.step()).toBe(false);
    await clock.advance(20);
  });

  it('steps to the next timer, wherever it lies', async () => {
    const clock = new VirtualClock(0);
    clock.setTimeout(() => {}, 86_400_000);
    expect([await clock.step(), clock.now()]).toEqual([true, 86_400_000]);
    expect(await clock.step()).toBe(false);
  });

  it('treats a delay below zero as none: time never runs back', async () => {
    const clock = new VirtualClock(100);
    clock.setTimeout(() => expect(clock.now()).toBe(100), -50);
    await clock.advance(0);
    expect([clock.now(), clock.hasTimers]).toEqual([100, false]);
  });
});

describe('the system clock', () => {
  it('tells the time of the wall and never runs back', () => {
    const clock = new SystemClock();
    const times = Array.from({ length: 1000 }, () => clock.now());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5000);
  });

  it('waits at least as long as it was asked to, and can be told not to', async () => {
    const clock = new SystemClock();
    const startedAt = clock.now();
    clock.clear(clock.setTimeout(() => expect.unreachable(), 1));
    clock.clear(clock.setTimeout(() => expect.unreachable(), 0));
    await sleep(clock, 5);
    // The machine's timers count whole milliseconds.
    expect(clock.now() - startedAt).toBeGreaterThan(3.9);
  });

  it('runs a timer of no delay when what is under way has finished', async () => {
    const clock = new SystemClock();
    const told: string[] = [];
    const fired = new Promise<void>((resolve) => {
      clock.setTimeout(() => {
        told.push('timer');
        resolve();
      }, 0);
    });
    await Promise.resolve().then(() => told.push('promise'));
    told.push('under way');
    await fired;
    expect(told).toEqual(['promise', 'under way', 'timer']);
  });
});
