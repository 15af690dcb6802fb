import type { Clock } from '../../base/clock.ts';
import type { VirtualClock } from '../../base/virtual-clock.ts';
import type { Connector, Driver } from '../driver.ts';
import type { FarEnd } from '../far-end.ts';

/** The numbers of a bench. Nothing happens at any of them when the bench is handed out. */
export interface BenchNumbers {
  /** Phones of the switch: in service, idle, neither forwarded nor in do-not-disturb. */
  readonly extensions: readonly [string, string, string, ...string[]];
  /** The number of somebody outside who calls in; told to the driver as the caller's number. */
  readonly caller: string;
  /** What an extension dials to ring somebody outside, access digit included. */
  readonly outside: string;
  /** A device the switch does not have. */
  readonly unknown: string;
  /** A device of the switch that is out of service. */
  readonly outOfService?: string;
  /** Where `parkCall` can park. */
  readonly parkTo?: string;
}

/** How long the kit waits; the defaults suit a switch in the same room. */
export interface Patience {
  /** From a cause to its event. */
  readonly eventMs: number;
  /** From a request to its answer, a `switch-timeout` included. */
  readonly answerMs: number;
  /** From the cut of a link to `down`. */
  readonly lossMs: number;
  /** So long without an event and the switch has nothing more to say. */
  readonly quietMs: number;
  /** A whole check, in the machine's own time: past it the check fails and the kit goes on. */
  readonly checkMs: number;
}

export const PATIENCE: Patience = {
  eventMs: 5_000,
  answerMs: 60_000,
  lossMs: 60_000,
  quietMs: 100,
  checkMs: 30_000,
};

/** What a bench may be unable to do; a check that needs it is skipped with the reason. */
export type Hand = Exclude<keyof FarEnd, 'faults' | 'inject'>;

/**
 * A switch on a table with somebody's hands at the phones, for one check. The time is the bench's: a
 * simulation gives a virtual clock and moves it in `until`, a real switch the system's.
 */
export interface Bench {
  /** Handed to the driver as its clock. */
  readonly clock: Clock;
  /** Handed to `driver.createConnector`. */
  readonly settings: unknown;
  readonly numbers: BenchNumbers;
  /**
   * The hands; where absent, `connector.farEnd` is used. A method that is left out, or fault not in
   * `faults`, makes the checks that need it skip.
   */
  readonly farEnd?: Partial<FarEnd>;
  /** Why a hand is missing, for the reader of the report. */
  readonly missing?: Partial<Record<Hand | 'cutLink', string>>;
  /**
   * Cuts every link and keeps the switch out of reach for `forMs`, as a pulled plug would. Where
   * absent, the fault `link-down` is injected.
   */
  readonly cutLink?: (forMs: number) => Promise<void>;
  readonly patience?: Partial<Patience>;
  /** How long the switch lets a phone ring before it gives up; unknown where it never does. */
  readonly ringsForMs?: number;
  /** Lets time pass until `condition` holds; false when `withinMs` have passed without that. */
  until(condition: () => boolean, withinMs: number): Promise<boolean>;
  /** Takes the bench down; every link and the connector have been closed before. */
  close(): Promise<void>;
}

export interface BenchOptions {
  /** For whatever chance the bench needs: the same seed, the same bench. */
  readonly seed: number;
}

/**
 * What a driver module exports as `conformance` beside `driver`. A bench is made for each check; a real
 * switch may hand out the same one again as long as nothing of the last check is left in it.
 *
 * ```ts
 * export const driver: Driver = { … };
 *
 * export const conformance: Conformance = {
 *   async createBench() {
 *     const clock = new VirtualClock();
 *     return {
 *       clock,
 *       settings: { extensions: ['2001', '2002', '2003'] },
 *       numbers: {
 *         extensions: ['2001', '2002', '2003'],
 *         caller: '+4930123456',
 *         outside: '0030987654',
 *         unknown: '9999',
 *       },
 *       until: virtualWait(clock),
 *       async close() {},
 *     };
 *   },
 * };
 * ```
 */
export interface Conformance {
  createBench(options: BenchOptions): Promise<Bench>;
}

/** What `crosspoint driver check` loads. */
export interface DriverModule {
  readonly driver: Driver;
  readonly conformance: Conformance;
}

/** `Bench.until` in virtual time: moves the clock a millisecond at a time. */
export function virtualWait(clock: VirtualClock): Bench['until'] {
  return async (condition, withinMs) => {
    const deadline = clock.now() + withinMs;
    await clock.advance(0);
    while (!condition()) {
      if (clock.now() >= deadline) return false;
      await clock.advance(1);
    }
    return true;
  };
}

/** `Bench.until` in real time: looks again every few milliseconds. */
export function realWait(clock: Clock, everyMs = 5): Bench['until'] {
  return async (condition, withinMs) => {
    const deadline = clock.now() + withinMs;
    while (!condition()) {
      if (clock.now() >= deadline) return false;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, everyMs));
    }
    return true;
  };
}

/** The hands the kit plays with: the bench's own, or those the connector brings along. */
export function handsOf(bench: Bench, connector: Connector): Partial<FarEnd> {
  return bench.farEnd ?? connector.farEnd ?? {};
}
