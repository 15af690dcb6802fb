import type { FramingCount } from './framing.ts';

/** What a line has done so far. Numbers of frames are those of PDUs. */
export interface LineCounters extends Readonly<Record<FramingCount, number>> {
  readonly framesIn: number;
  readonly framesOut: number;
  readonly octetsIn: number;
  readonly octetsOut: number;
  readonly oddities: number;
  /** Inputs that did not fit the state of the framing: reason → how often. */
  readonly ignored: Readonly<Record<string, number>>;
}

/** A counter that is counted up in place; readers see it as `LineCounters`. */
export type OpenCounters = {
  -readonly [Name in Exclude<keyof LineCounters, 'ignored'>]: number;
} & { readonly ignored: Record<string, number> };

export function freshCounters(): OpenCounters {
  return {
    framesIn: 0,
    framesOut: 0,
    octetsIn: 0,
    octetsOut: 0,
    oddities: 0,
    acksIn: 0,
    naksIn: 0,
    naksOut: 0,
    enquiriesIn: 0,
    enquiriesOut: 0,
    retransmissions: 0,
    duplicates: 0,
    badChecksums: 0,
    notWhole: 0,
    abandonedFrames: 0,
    resynchronisedOctets: 0,
    ignored: {},
  };
}
