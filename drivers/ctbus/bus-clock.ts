import {
  CLOCK_MODES,
  CLOCK_SOURCES,
  CLOCK_STATUSES,
  type ClockMode,
  type ClockSource,
  type ClockStatus,
  nameOf,
  numberOf,
} from './enumerations.ts';
import { native } from './native-errors.ts';
import type { NativeClockConfig, NativeEngine } from './native.ts';

/** A source, and for `network` which span. */
export interface ClockReference {
  readonly source: ClockSource;
  readonly span?: number;
}

export interface ClockConfig {
  readonly mode: ClockMode;
  readonly reference?: ClockReference;
  /** What is taken where the reference goes bad, and left when it is good again. */
  readonly fallback?: ClockReference;
  /** What this board drives CT_NETREF_1 from. */
  readonly netref?: ClockReference;
}

export interface ClockInfo {
  readonly config: ClockConfig;
  readonly current: ClockReference;
  readonly hasFallenBack: boolean;
  readonly busA: ClockStatus;
  readonly busB: ClockStatus;
  readonly netref1: ClockStatus;
  readonly netref2: ClockStatus;
  readonly drivesA: boolean;
  readonly drivesB: boolean;
}

/** The clock of a board on the CT bus (H.100). A board starts standalone, and is off the bus until it is told otherwise. */
export class BusClock {
  readonly #engine: NativeEngine;

  constructor(engine: NativeEngine) {
    this.#engine = engine;
  }

  configure({ mode, reference, fallback, netref }: ClockConfig): void {
    native(() =>
      this.#engine.configureClock({
        mode: numberOf(CLOCK_MODES, mode),
        source: numberOf(CLOCK_SOURCES, reference?.source ?? 'none'),
        network: reference?.span ?? 0,
        autoFallback: fallback !== undefined,
        fallbackSource: numberOf(CLOCK_SOURCES, fallback?.source ?? 'none'),
        fallbackNetwork: fallback?.span ?? 0,
        netrefSource: numberOf(CLOCK_SOURCES, netref?.source ?? 'none'),
        netrefNetwork: netref?.span ?? 0,
      }),
    );
  }

  query(): ClockInfo {
    const info = native(() => this.#engine.queryClock());
    return {
      config: configOf(info.config),
      current: referenceOf(info.currentSource, info.currentNetwork),
      hasFallenBack: info.hasFallenBack,
      busA: nameOf(CLOCK_STATUSES, info.busA),
      busB: nameOf(CLOCK_STATUSES, info.busB),
      netref1: nameOf(CLOCK_STATUSES, info.netref1),
      netref2: nameOf(CLOCK_STATUSES, info.netref2),
      drivesA: info.drivesA,
      drivesB: info.drivesB,
    };
  }
}

function configOf(config: NativeClockConfig): ClockConfig {
  const netref = referenceOf(config.netrefSource, config.netrefNetwork);
  return {
    mode: nameOf(CLOCK_MODES, config.mode),
    reference: referenceOf(config.source, config.network),
    ...(config.autoFallback
      ? { fallback: referenceOf(config.fallbackSource, config.fallbackNetwork) }
      : {}),
    ...(netref.source === 'none' ? {} : { netref }),
  };
}

function referenceOf(number: number, network: number): ClockReference {
  const source = nameOf(CLOCK_SOURCES, number);
  return source === 'network' ? { source, span: network } : { source };
}
