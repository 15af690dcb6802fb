import type { Timer } from '../../../src/base/clock.ts';
import type { Random } from '../../../src/base/random.ts';
import type { Fault } from '../../../src/spi/far-end.ts';
import { drawFrom, type DurationRange } from './durations.ts';
import type { FaultRule } from './scenario.ts';
import type { Stage } from './script-player.ts';

/** Makes the faults of a scenario come to pass, by the clock or by chance. */
export class FaultPlayer {
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #rules: readonly FaultRule[];
  readonly #onFault: (text: string) => void;
  readonly #timers = new Set<Timer>();

  constructor(
    stage: Stage,
    random: Random,
    rules: readonly FaultRule[],
    onFault: (text: string) => void,
  ) {
    this.#stage = stage;
    this.#random = random;
    this.#rules = rules;
    this.#onFault = onFault;
  }

  start(): void {
    for (const rule of this.#rules) {
      if (rule.when === 'at') this.#after(rule.ms, () => this.#strike(rule.text, rule.fault));
      else if (rule.when === 'every') this.#repeat(rule.range, rule.text, rule.fault);
    }
  }

  stop(): void {
    for (const timer of this.#timers) this.#stage.clock.clear(timer);
    this.#timers.clear();
  }

  /** To be told of each event and each request: some of them are drawn. */
  draw(of: 'events' | 'responses'): void {
    for (const rule of this.#rules) {
      if (rule.when !== 'share' || rule.of !== of) continue;
      if (this.#random.next() < rule.share) this.#inject(rule.fault);
    }
  }

  #repeat(range: DurationRange, text: string, fault: Fault): void {
    this.#after(drawFrom(this.#random, range), () => {
      this.#strike(text, fault);
      this.#repeat(range, text, fault);
    });
  }

  #strike(text: string, fault: Fault): void {
    this.#onFault(text);
    this.#inject(fault);
  }

  #inject(fault: Fault): void {
    // Only an unknown device is refused; the fault then has nothing to strike.
    this.#stage.people.inject(fault).catch((error: unknown) => this.#onFault(String(error)));
  }

  #after(delayMs: number, action: () => void): void {
    const timer = this.#stage.clock.setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}
