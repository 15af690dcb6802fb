import type { Fault } from '../../../src/spi/far-end.ts';
import type { SimulatedSettings } from '../settings.ts';
import type { DurationRange } from './durations.ts';

/** What one line of a script has somebody do. `who` is a phone, `caller`, or an outside number. */
export type Action =
  | {
      readonly does: 'call';
      readonly who: string;
      readonly to: string;
      readonly name?: string;
      readonly digits?: string;
    }
  | { readonly does: 'click-to-call'; readonly phone: string; readonly to: string }
  | { readonly does: 'answer' | 'hang-up'; readonly who: string }
  | { readonly does: 'press'; readonly who: string; readonly digits: string }
  | { readonly does: PlainFeature; readonly phone: string }
  | { readonly does: DirectedFeature; readonly phone: string; readonly to: string }
  | { readonly does: 'do-not-disturb'; readonly phone: string; readonly isOn: boolean }
  | { readonly does: 'fault'; readonly fault: Fault }
  | { readonly does: 'expect'; readonly who: string; readonly state: string }
  | { readonly does: 'wait'; readonly ms: number };

export type PlainFeature =
  | 'hold'
  | 'retrieve'
  | 'alternate'
  | 'reconnect'
  | 'transfer'
  | 'conference'
  | 'stop-forwarding';

export type DirectedFeature =
  | 'consult'
  | 'transfer-to'
  | 'deflect'
  | 'pick-up'
  | 'park'
  | 'forward';

export interface Step {
  /** From the start of the run, or from the step before. */
  readonly when: { readonly from: 'start' | 'previous'; readonly ms: number };
  readonly action: Action;
  /** As it is written in the file. */
  readonly text: string;
  readonly line: number;
}

/** Calls that come by themselves. */
export interface Traffic {
  readonly callsPerHour: number;
  readonly forMs: number | undefined;
  readonly to: readonly string[];
  readonly answerAfter: DurationRange;
  readonly talk: DurationRange;
  /** Share of callers who give up before anybody answers. */
  readonly abandon: number;
  /** Share of talks in which the call is held once, or transferred to another phone. */
  readonly hold: number;
  readonly transfer: number;
  /** Share of calls that phones make to outside, by request over the link. */
  readonly outgoing: number;
  readonly outgoingTo: readonly string[];
}

export type FaultRule =
  | { readonly when: 'at'; readonly ms: number; readonly fault: Fault; readonly text: string }
  | {
      readonly when: 'every';
      readonly range: DurationRange;
      readonly fault: Fault;
      readonly text: string;
    }
  /** Of all events or responses this share, drawn one by one. */
  | {
      readonly when: 'share';
      readonly of: 'events' | 'responses';
      readonly share: number;
      readonly fault: Fault;
    };

/** A switch and what happens to it. */
export interface Scenario {
  readonly name: string | undefined;
  readonly settings: SimulatedSettings;
  readonly script: readonly Step[];
  readonly traffic: Traffic | undefined;
  readonly faults: readonly FaultRule[];
}
