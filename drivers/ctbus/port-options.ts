import { CrosspointError } from '../../src/base/errors.ts';
import {
  CODERS,
  type Coder,
  type Container,
  CONTAINERS,
  DETECTORS,
  LAWS,
  type Law,
  numberOf,
  type ProgressTone,
  PROGRESS_TONES,
} from './enumerations.ts';
import type {
  NativeGenerateOptions,
  NativePlayOptions,
  NativeSound,
  NativeWriterOptions,
} from './native.ts';
import { packControls, type RunTimeControl } from './run-time-control.ts';

/** What every operation on a port may be given. */
export interface OperationOptions {
  /** What the engine itself does when something happens on the port. */
  readonly controls?: readonly RunTimeControl[];
  /** Stops the operation, as `stop()` does. */
  readonly signal?: AbortSignal;
}

export interface PlayOptions extends OperationOptions {
  /** Where in the whole list to begin. */
  readonly offsetMs?: number;
  /** Without it until the end. */
  readonly maxDurationMs?: number;
  /** Decibels louder. */
  readonly volumeDb?: number;
  /** 50 to 200; the pitch stays. */
  readonly speedPercent?: number;
  readonly startPaused?: boolean;
  /** How far one jump, one step of speed, one step of volume goes. */
  readonly jumpMs?: number;
  readonly speedStepPercent?: number;
  readonly volumeStepDb?: number;
}

export interface RecordOptions extends OperationOptions {
  /** The file; without it the recording is kept in memory and is in the result. */
  readonly path?: string;
  /** Goes on where the file ends; a WAV file has to be of the same format. */
  readonly append?: boolean;
  /** In memory: ends with `overrun` where the file would become larger. 16 MiB without it. */
  readonly mostOctets?: number;
  /** `wav` without it. */
  readonly container?: Container;
  /** The law of the ports without it. */
  readonly coder?: Coder;
  readonly maxDurationMs?: number;
  readonly minDurationMs?: number;
  /** So much silence ends it; without it none does. */
  readonly silenceMs?: number;
  /** So much silence before the first voice ends it; without it `silenceMs` counts there as well. */
  readonly initialSilenceMs?: number;
  /** -40 without it. */
  readonly silenceThresholdDbm0?: number;
  readonly startPaused?: boolean;
  /** A beep before it; without it none. */
  readonly beep?: { readonly hertz: number; readonly ms?: number };
}

export interface ToneSegment {
  /** Up to four frequencies at once. */
  readonly tones: readonly { readonly hertz: number; readonly levelDbm0?: number }[];
  readonly onMs: number;
  readonly offMs?: number;
}

/** What a generator sends. `repeats` 0 is until it is stopped. */
export type Signals =
  | {
      /** DTMF: 0…9 * # A…D; a comma is a pause of a second. */
      readonly digits: string;
      readonly onMs?: number;
      readonly offMs?: number;
      readonly levelDbm0?: number;
    }
  | { readonly tone: ProgressTone; readonly country: string; readonly repeats?: number }
  | { readonly segments: readonly ToneSegment[]; readonly repeats?: number };

/** What a port listens for, and tells of by its events; detectors that nobody wants do not run. */
export interface Detectors {
  readonly dtmf?: boolean;
  readonly r2?: 'forward' | 'backward';
  /** The country (ISO 3166) whose tones are known. */
  readonly callProgress?: string;
  readonly fax?: boolean;
  readonly voice?: boolean;
  /** Who answered: human or machine. */
  readonly answer?: boolean;
}

const MOST_OCTETS = 16 * 1024 * 1024;

export function toNativePlay(
  sounds: readonly NativeSound[],
  options: PlayOptions,
): NativePlayOptions {
  const { offsetMs, maxDurationMs, volumeDb, speedPercent, startPaused } = options;
  return {
    sounds,
    offsetMs,
    maxDurationMs,
    volumeTenths: toTenths(volumeDb),
    speedPercent,
    startPaused,
    jumpMs: options.jumpMs,
    speedStepPercent: options.speedStepPercent,
    volumeStepTenths: toTenths(options.volumeStepDb),
    controls: packControls(options.controls ?? []),
  };
}

export function toNativeWriter(options: RecordOptions, law: Law): NativeWriterOptions {
  const { path, append = false, mostOctets = MOST_OCTETS } = options;
  return {
    container: numberOf(CONTAINERS, options.container ?? 'wav'),
    coder: numberOf(CODERS, options.coder ?? (law === 'a' ? 'aLaw' : 'muLaw')),
    law: numberOf(LAWS, law),
    ...(path === undefined ? { mostOctets } : { path, append }),
  };
}

export function toNativeGenerate(
  signals: Signals,
  controls: readonly RunTimeControl[],
): NativeGenerateOptions {
  return { ...toProgram(signals), controls: packControls(controls) };
}

function toProgram(signals: Signals): NativeGenerateOptions {
  if ('digits' in signals) {
    const { digits, onMs, offMs, levelDbm0 } = signals;
    return { digits, onMs, offMs, levelTenths: toTenths(levelDbm0) };
  }
  if ('tone' in signals) {
    const { tone, country, repeats } = signals;
    return { tone: numberOf(PROGRESS_TONES, tone), country, repeats };
  }
  const segments = signals.segments.map(({ tones, onMs, offMs = 0 }) => ({
    onMs,
    offMs,
    tones: tones.map(({ hertz, levelDbm0 = -10 }) => ({ hertz, levelTenths: levelDbm0 * 10 })),
  }));
  return { segments, repeats: signals.repeats };
}

/** The bits of `DetectorSet`. */
export function toDetectorBits(wanted: Detectors): number {
  const { dtmf, r2, callProgress, fax, voice, answer } = wanted;
  if (r2 !== undefined && r2 !== 'forward' && r2 !== 'backward') {
    throw new CrosspointError('invalid-request', 'r2 is forward or backward');
  }
  return (
    (dtmf === true ? DETECTORS.dtmf : 0) |
    (r2 === 'forward' ? DETECTORS.r2Forward : 0) |
    (r2 === 'backward' ? DETECTORS.r2Backward : 0) |
    (callProgress === undefined ? 0 : DETECTORS.callProgress) |
    (fax === true ? DETECTORS.fax : 0) |
    (voice === true ? DETECTORS.voice : 0) |
    (answer === true ? DETECTORS.answer : 0)
  );
}

/** Decibels in tenths, as the engine counts them. */
export function toTenths(db: number | undefined): number | undefined {
  return db === undefined ? undefined : Math.round(db * 10);
}
