import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { CrosspointError } from '../../src/base/errors.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { RequestGate } from '../../src/telephony/request-gate.ts';

interface Limits {
  readonly rate?: number;
  readonly burst?: number;
  readonly outstanding?: number;
  readonly waiting?: number;
}

/** A gate, and when each request went through it: milliseconds from the start. */
class Yard {
  readonly clock = new VirtualClock(0);
  readonly gate: RequestGate;
  readonly startedAt: number[] = [];
  readonly outcomes: string[] = [];
  underWay = 0;
  mostUnderWay = 0;

  constructor({ rate = 10, burst = 1, outstanding = 100, waiting = 1000 }: Limits = {}) {
    this.gate = new RequestGate(rate, { clock: this.clock, burst, outstanding, waiting });
  }

  /** Sends so many requests, each answered after a time. */
  send(count: number, answerMs = 0): void {
    for (let index = 0; index < count; index += 1) {
      const sent = this.gate.run(async () => {
        this.startedAt.push(this.clock.now());
        this.underWay += 1;
        this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
        if (answerMs > 0) await sleep(this.clock, answerMs);
        this.underWay -= 1;
      });
      sent.then(
        () => this.outcomes.push('done'),
        (error: CrosspointError) => this.outcomes.push(error.code),
      );
    }
  }
}

describe('the gate towards a switch', () => {
  it('lets requests through at its rate, in their order', async () => {
    const yard = new Yard({ rate: 10 });
    yard.send(5);
    await yard.clock.advance(1000);
    expect(yard.startedAt).toEqual([0, 100, 200, 300, 400]);
  });

  it('lets a burst through at once and saves no more than one', async () => {
    const yard = new Yard({ rate: 10, burst: 3 });
    yard.send(5);
    await yard.clock.advance(1000);
    expect(yard.startedAt).toEqual([0, 0, 0, 100, 200]);
    await yard.clock.advance(60_000);
    yard.startedAt.length = 0;
    yard.send(5);
    await yard.clock.advance(1000);
    expect(yard.startedAt.map((at) => at - 61_000)).toEqual([0, 0, 0, 100, 200]);
  });

  it('never exceeds its rate over any second, whatever the pattern', async () => {
    const yard = new Yard({ rate: 50, burst: 10 });
    for (let round = 0; round < 40; round += 1) {
      yard.send((round * 7) % 13);
      await yard.clock.advance((round * 37) % 90);
    }
    await yard.clock.advance(60_000);
    for (const from of yard.startedAt) {
      const within = yard.startedAt.filter((at) => at >= from && at < from + 1000).length;
      expect(within).toBeLessThanOrEqual(50 + 10);
    }
    expect(yard.outcomes.every((outcome) => outcome === 'done')).toBe(true);
  });

  it('bounds the requests without an answer, and goes on with each that comes', async () => {
    const yard = new Yard({ rate: 1000, burst: 100, outstanding: 2 });
    yard.send(6, 50);
    await yard.clock.advance(1000);
    expect(yard.startedAt).toEqual([0, 0, 50, 50, 100, 100]);
    expect(yard.mostUnderWay).toBe(2);
  });

  it('goes on after a request that failed, whose failure it hands on', async () => {
    const yard = new Yard({ rate: 1000, burst: 100, outstanding: 1 });
    const failing = yard.gate.run(() => Promise.reject(new CrosspointError('wrong-state', 'no')));
    const throwing = yard.gate.run(() => {
      throw new CrosspointError('link-down', 'gone');
    });
    yard.send(1);
    await expect(failing).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(throwing).rejects.toMatchObject({ code: 'link-down' });
    await yard.clock.advance(10);
    expect(yard.outcomes).toEqual(['done']);
  });

  it('refuses what is over the number that may wait, at once', async () => {
    const yard = new Yard({ rate: 1, waiting: 3 });
    yard.send(6);
    await yard.clock.advance(0);
    expect(yard.outcomes).toEqual(['too-many-requests', 'too-many-requests', 'done']);
    await yard.clock.advance(3000);
    expect(yard.startedAt).toEqual([0, 1000, 2000, 3000]);
  });

  it('refuses everything that waits when the link is gone, and leaves no timer', async () => {
    const yard = new Yard({ rate: 1 });
    yard.send(4);
    await yard.clock.advance(0);
    yard.gate.clear(new CrosspointError('link-down', 'gone'));
    await yard.clock.advance(0);
    expect(yard.outcomes).toEqual(['done', 'link-down', 'link-down', 'link-down']);
    expect(yard.clock.hasTimers).toBe(false);
    yard.send(1);
    await yard.clock.advance(1000);
    expect(yard.outcomes.at(-1)).toBe('done');
  });

  it('counts requests that were under way when the rest was refused until they settle', async () => {
    const yard = new Yard({ rate: 1000, burst: 100, outstanding: 1 });
    yard.send(2, 50);
    await yard.clock.advance(0);
    yard.gate.clear(new CrosspointError('link-down', 'gone'));
    yard.send(1, 50);
    await yard.clock.advance(200);
    expect(yard.startedAt).toEqual([0, 50]);
    expect(yard.outcomes).toEqual(['link-down', 'done', 'done']);
  });

  it('takes a new rate for what waits already', async () => {
    const yard = new Yard({ rate: 1 });
    yard.send(4);
    await yard.clock.advance(100);
    yard.gate.setRate(100);
    await yard.clock.advance(100);
    expect(yard.startedAt).toEqual([0, 109, 119, 129]);
  });
});
