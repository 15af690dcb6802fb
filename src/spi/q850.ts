import type { Cause } from './cause.ts';

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

/** Values that say that somebody hung up, and not that the called party could not be had. */
const NORMAL_ENDS: ReadonlySet<number> = new Set([0, 16, 26, 31, 127]);

/** The word for a cause value of the network; 0 is none: somebody has simply gone. */
export function causeOfQ850(value: number): Cause {
  return BY_Q850[value] ?? (value === 0 || value === 127 ? 'normalClearing' : 'unknown');
}

/** Does the value say that the called party could not be had? */
export function isFailure(value: number): boolean {
  return !NORMAL_ENDS.has(value);
}
