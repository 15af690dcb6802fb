import { type Cause, causeOfQ850 } from '../../src/spi/index.ts';

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
    cause: sip === 487 ? 'callCancelled' : causeOfQ850(q850),
    rawCause: `${q850} ${text}`.trim(),
    ...(hasQ850 ? { q850 } : {}),
    ...(hasSip ? { sip } : {}),
  };
}
