import type { Cause } from '../../src/spi/index.ts';

/** Q.850 cause values, as Asterisk gives them for every technology, in CSTA's words. */
const BY_Q850: Readonly<Record<number, Cause>> = {
  1: 'numberUnallocated',
  2: 'networkNotObtainable',
  3: 'destNotObtainable',
  6: 'networkNotObtainable',
  16: 'normalClearing',
  17: 'busy',
  18: 'callNotAnswered',
  19: 'callNotAnswered',
  20: 'destOutOfOrder',
  21: 'blocked',
  22: 'numberChanged',
  23: 'redirected',
  25: 'networkNotObtainable',
  26: 'callPickup',
  27: 'destOutOfOrder',
  28: 'invalidNumberFormat',
  29: 'incompatibleDestination',
  31: 'normal',
  34: 'trunksBusy',
  38: 'networkOutOfOrder',
  41: 'networkOutOfOrder',
  42: 'networkCongestion',
  44: 'resourcesNotAvailable',
  47: 'resourcesNotAvailable',
  50: 'blocked',
  55: 'blocked',
  57: 'blocked',
  58: 'incompatibleDestination',
  63: 'resourcesNotAvailable',
  65: 'incompatibleDestination',
  79: 'incompatibleDestination',
  88: 'incompatibleDestination',
  102: 'timeout',
};

/** Clearing causes that say that the called party could not be had, and not that somebody hung up. */
const NORMAL_ENDS: ReadonlySet<number> = new Set([0, 16, 26, 31, 127]);

export interface HangupCause {
  readonly cause: Cause;
  readonly rawCause: string;
  readonly q850?: number;
  readonly sip?: number;
}

/** A channel's end as Asterisk tells it: Q.850 value, its text, and the SIP status where there was one. */
export function hangupCause(q850: number, text: string, sip?: number): HangupCause {
  const hasQ850 = q850 >= 1 && q850 <= 127;
  const hasSip = sip !== undefined && sip >= 300 && sip <= 699;
  return {
    cause: sip === 487 ? 'callCancelled' : (BY_Q850[q850] ?? causeOfRest(q850)),
    rawCause: `${q850} ${text}`.trim(),
    ...(hasQ850 ? { q850 } : {}),
    ...(hasSip ? { sip } : {}),
  };
}

export function isFailure(q850: number): boolean {
  return !NORMAL_ENDS.has(q850);
}

function causeOfRest(q850: number): Cause {
  return q850 === 0 || q850 === 127 ? 'normalClearing' : 'unknown';
}
