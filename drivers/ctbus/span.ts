import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import {
  type Alarm,
  ALARMS,
  type Coding,
  CODINGS,
  type Framing,
  FRAMINGS,
  type Law,
  LAWS,
  namesOfBits,
  nameOf,
  numberOf,
  SPAN_KINDS,
  type SpanKind,
} from './enumerations.ts';
import { native } from './native-errors.ts';
import type { NativeEngine } from './native.ts';

export interface SpanConfig {
  /** `ccs` without it. */
  readonly framing?: Framing;
  /** `hdb3` without it. */
  readonly coding?: Coding;
  readonly law?: Law;
  readonly crc4?: boolean;
  /** This end gives the clock (network side); without it the clock comes from the line. */
  readonly givesClock?: boolean;
}

export interface SpanInfo {
  readonly kind: SpanKind;
  readonly config: Required<SpanConfig>;
  readonly isStarted: boolean;
  readonly alarms: readonly Alarm[];
  readonly firstLine: number;
  readonly lines: number;
  /** Since the span was started. */
  readonly bpv: number;
  readonly crc4Errors: number;
  readonly eBits: number;
  readonly framingErrors: number;
  readonly slips: number;
  readonly erroredSeconds: number;
}

export type SpanEvents = {
  /** Every alarm now in force; none where the last has gone. */
  alarm: [alarms: readonly Alarm[]];
};

/** An E1 or T1, or the analogue channels of a card. */
export class Span {
  readonly number: number;
  readonly events: TypedEmitter<SpanEvents>;
  readonly #engine: NativeEngine;

  constructor(engine: NativeEngine, number: number, onListenerError?: (error: unknown) => void) {
    this.#engine = engine;
    this.number = number;
    this.events = new TypedEmitter(onListenerError);
  }

  configure(config: SpanConfig): void {
    native(() =>
      this.#engine.configureSpan(this.number, {
        framing: numberOf(FRAMINGS, config.framing ?? 'ccs'),
        coding: numberOf(CODINGS, config.coding ?? 'hdb3'),
        law: numberOf(LAWS, config.law ?? 'a'),
        crc4: config.crc4 ?? false,
        givesClock: config.givesClock ?? false,
      }),
    );
  }

  start(): void {
    native(() => this.#engine.startSpan(this.number));
  }

  stop(): void {
    native(() => this.#engine.stopSpan(this.number));
  }

  /** What it sends comes back, for tests of the line. */
  loop(isLooped: boolean): void {
    native(() => this.#engine.loopSpan(this.number, isLooped));
  }

  info(): SpanInfo {
    const { kind, config, alarms, ...rest } = native(() => this.#engine.spanInfo(this.number));
    return {
      ...rest,
      kind: nameOf<SpanKind | 'none'>(SPAN_KINDS, kind) as SpanKind,
      config: {
        ...config,
        framing: nameOf(FRAMINGS, config.framing),
        coding: nameOf(CODINGS, config.coding),
        law: nameOf(LAWS, config.law),
      },
      alarms: namesOfBits(ALARMS, alarms),
    };
  }
}
