import { describe, expect, it } from 'vitest';
import { Ids } from '../../src/base/ids.ts';
import { SeededRandom, SystemRandom, pick, randomInteger } from '../../src/base/random.ts';
import type { Random } from '../../src/base/random.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';

const drawn = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('chance from a seed', () => {
  it('gives the same numbers again', () => {
    expect(drawn(new SeededRandom(42), 1000)).toEqual(drawn(new SeededRandom(42), 1000));
  });

  it('has written its first numbers down: a seed of last year plays the same run today', () => {
    const numbers = drawn(new SeededRandom(1), 3).map((value) => Math.floor(value * 1e9));
    expect(numbers).toEqual([535_782_762, 946_562_144, 336_163_510]);
  });

  it('gives others for another seed, also beyond 32 bits', () => {
    const seeds = [0, 1, 2, 3, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 40];
    const firsts = seeds.map((seed) => drawn(new SeededRandom(seed), 4).join());
    expect(new Set(firsts).size).toBe(seeds.length);
  });

  it.each([
    ['a seed', new SeededRandom(7)],
    ['the system', new SystemRandom()],
  ])('from %s lies in [0, 1) and is spread evenly', (_, random) => {
    const numbers = drawn(random, 20_000);
    expect(numbers.every((value) => value >= 0 && value < 1)).toBe(true);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of numbers) tenths[Math.floor(value * 10)]! += 1;
    for (const count of tenths) expect(count).toBeGreaterThan(1700);
    for (const count of tenths) expect(count).toBeLessThan(2300);
  });

  it('picks whole numbers below a bound and members of a list, every one of them', () => {
    const random = new SeededRandom(3);
    const whole = new Set(Array.from({ length: 200 }, () => randomInteger(random, 5)));
    expect(whole).toEqual(new Set([0, 1, 2, 3, 4]));
    const members = new Set(Array.from({ length: 200 }, () => pick(random, ['a', 'b', 'c'])));
    expect(members).toEqual(new Set(['a', 'b', 'c']));
  });
});

describe('identifiers', () => {
  it('are a prefix, ten characters of time and six of chance', () => {
    const ids = new Ids(new VirtualClock(), new SeededRandom(1));
    expect(ids.next('call')).toMatch(/^call_[0-9a-hjkmnp-tv-z]{16}$/);
  });

  it('of a later millisecond sort later, for ten thousand years', async () => {
    const clock = new VirtualClock(0);
    const ids = new Ids(clock, new SeededRandom(1));
    const made: string[] = [];
    for (const pause of [1, 1, 30, 31, 1000, 33_000, 86_400_000, 1.7e12, 1, 3e14]) {
      await clock.advance(pause);
      made.push(ids.next('op'));
    }
    expect(made).toEqual(made.toSorted());
    expect(new Set(made.map((id) => id.slice(0, 13))).size).toBe(made.length);
  });

  it('of the same millisecond differ', () => {
    const ids = new Ids(new VirtualClock(), new SeededRandom(9));
    const made = new Set(Array.from({ length: 2000 }, () => ids.next('call')));
    expect(made.size).toBe(2000);
  });
});
