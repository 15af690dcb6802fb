import type { Capability } from '../../src/spi/services.ts';

/** A phone on somebody's desk. */
export interface ExtensionSettings {
  readonly number: string;
  readonly name?: string;
  /** A second call rings on the busy phone; otherwise its caller hears busy. Default true. */
  readonly callWaiting?: boolean;
  readonly doNotDisturb?: boolean;
  /** Unplugged until the fault `device-out-of-service` with `durationMs: 0` brings it back. */
  readonly isOutOfService?: boolean;
  readonly forward?: {
    readonly immediate?: string;
    readonly busy?: string;
    readonly noAnswer?: string;
    /** How long the phone rings before `noAnswer` takes the call. Default 20 s. */
    readonly noAnswerMs?: number;
  };
}

/** One number that rings the members one after the other. */
export interface GroupSettings {
  readonly number: string;
  readonly name?: string;
  readonly members: readonly string[];
  /** `linear` always begins with the first free member. Default `linear`. */
  readonly hunting?: 'linear' | 'longest-idle';
  /** How long one member rings before the next. Default 15 s. */
  readonly ringMs?: number;
}

/** A number whose callers wait in a queue for the longest idle agent. */
export interface PilotSettings {
  readonly number: string;
  readonly name?: string;
  /** The extensions that calls are distributed to. */
  readonly agents: readonly string[];
  /** How long an agent rings before the call goes back to the queue. Default 15 s. */
  readonly ringMs?: number;
  /** Callers who may wait at the same time. Default 50. */
  readonly maxQueued?: number;
  /** Where callers go who find the queue full or have waited for `overflowAfterMs`. */
  readonly overflowTo?: string;
  readonly overflowAfterMs?: number;
}

/** How the people at outside numbers behave; the first rule that fits a number counts. */
export interface OutsideRule {
  /** A number as dialled, or its beginning followed by `*`. Blanks do not matter. */
  readonly number: string;
  readonly does: 'answers' | 'busy' | 'never-answers' | 'unallocated';
  readonly name?: string;
  /** For `answers` and `busy`: how long after dialling. Default 3 s. */
  readonly afterMs?: number;
  /** For `answers`: how long after answering the outside party hangs up. Default never. */
  readonly hangsUpAfterMs?: number;
}

export interface TimingSettings {
  /** How long an outside caller waits for an answer. Default 60 s. */
  readonly patienceMs?: number;
  /** How long a phone rings that forwards nowhere. Default 180 s. */
  readonly ringTimeoutMs?: number;
  /** How long an inside caller hears the busy tone before the switch ends the call. Default 10 s. */
  readonly failureToneMs?: number;
  /** From the last digit to ringing at an outside number. Default 200 ms. */
  readonly postDialMs?: number;
  /** How long a phone waits to be lifted for a call made on its behalf. Default 15 s. */
  readonly liftMs?: number;
  /** How long a call stays parked before it rings whoever parked it; 0 is for ever. Default 120 s. */
  readonly parkRecallMs?: number;
}

export interface LinkSettings {
  /** From a request to its answer. Default 1 ms. */
  readonly responseMs?: number;
  /** From a fact to its event. Default 1 ms. */
  readonly eventMs?: number;
  /** When the link gives a request up. Default 5 s. */
  readonly responseTimeoutMs?: number;
}

/** A whole private branch exchange. ./settings-schema.ts says the same for files. */
export interface SimulatedSettings {
  /** ISO 3166 code of the country the trunks lie in. */
  readonly country?: string;
  /** What outside callers dial before the extension, such as `+49 30 5550`. */
  readonly mainNumber?: string;
  /** What inside callers dial before an outside number; numbers with `+` need none. Default `0`. */
  readonly outsidePrefix?: string;
  readonly extensions: readonly ExtensionSettings[];
  /** Lines to outside, each good for one call: `T1`, `T2` … Default 8. */
  readonly trunks?: { readonly prefix?: string; readonly lines?: number };
  readonly groups?: readonly GroupSettings[];
  readonly pilots?: readonly PilotSettings[];
  /** Numbers that calls can be parked on. */
  readonly parkSlots?: readonly string[];
  readonly outside?: readonly OutsideRule[];
  /** Parties in one conference. Default 8. */
  readonly maxConferenceParties?: number;
  readonly timing?: TimingSettings;
  readonly link?: LinkSettings;
  /** Prints a record of each call when it is over: the event `callRecord`. Default false. */
  readonly callRecords?: boolean;
  /** Services and properties that this switch lacks, to try clients against a poorer one. */
  readonly without?: readonly Capability[];
}

/** The numbers a switch runs by, every default filled in. */
export interface Timing extends Required<TimingSettings> {
  readonly outsideAnswerMs: number;
  readonly memberRingMs: number;
  readonly forwardNoAnswerMs: number;
  /** How long the network lets an outside phone ring. */
  readonly networkRingMs: number;
  /** From the answer to the keys an outside caller presses. */
  readonly pressDigitsMs: number;
}

export function timingOf(settings: SimulatedSettings): Timing {
  return {
    patienceMs: 60_000,
    ringTimeoutMs: 180_000,
    failureToneMs: 10_000,
    postDialMs: 200,
    liftMs: 15_000,
    parkRecallMs: 120_000,
    ...settings.timing,
    outsideAnswerMs: 3_000,
    memberRingMs: 15_000,
    forwardNoAnswerMs: 20_000,
    networkRingMs: 120_000,
    pressDigitsMs: 500,
  };
}

export function linkTimingOf(settings: SimulatedSettings): Required<LinkSettings> {
  return { responseMs: 1, eventMs: 1, responseTimeoutMs: 5_000, ...settings.link };
}
