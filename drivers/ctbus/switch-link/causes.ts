import type { Cause } from '../../../src/spi/index.ts';

/** Q.850 cause values in CSTA's words (ECMA-269 §12.2.15). */
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

/** Values that say that somebody hung up, and not that the called party could not be had. */
const NORMAL_ENDS: ReadonlySet<number> = new Set([0, 16, 31, 127]);

/** Why a connection ends, in both languages. */
export interface Ending {
  readonly cause: Cause;
  /** The network's own value; absent where no network has a part in it. */
  readonly q850?: number;
  readonly rawCause?: string;
}

export const CLEARED: Ending = { cause: 'normalClearing', q850: 16 };

/** What a value of the network means. 0 is none: somebody has simply gone. */
export function endingOf(q850: number): Ending {
  if (q850 < 1 || q850 > 127) return { cause: 'normalClearing' };
  const cause = BY_Q850[q850] ?? (q850 === 127 ? 'normalClearing' : 'unknown');
  return { cause, q850, rawCause: `Q.850 ${q850}` };
}

export function isFailure(q850: number): boolean {
  return !NORMAL_ENDS.has(q850);
}
