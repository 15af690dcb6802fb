import { type Cause, causeOfQ850 } from '../../../src/spi/index.ts';

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
  return { cause: causeOfQ850(q850), q850, rawCause: `Q.850 ${q850}` };
}
