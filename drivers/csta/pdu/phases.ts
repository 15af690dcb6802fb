import type { DecodeTrace } from '../ber/decode-trace.ts';
import * as phase1 from '../generated/phase-1.ts';
import * as phase2 from '../generated/phase-2.ts';
import * as phase3 from '../generated/phase-3.ts';
import { vocabularyOf } from './operation-table.ts';
import { PHASE_1_OPERATIONS } from './operations-phase-1.ts';
import { PHASE_2_OPERATIONS } from './operations-phase-2.ts';
import { PHASE_3_OPERATIONS } from './operations-phase-3.ts';
import { decodeWith, encodeWith } from './pdu-codec.ts';
import type { Pdu, PduWith } from './pdu.ts';

/** The editions of CSTA with an encoding in BER: ECMA-180, ECMA-218, ECMA-285. */
export type Phase = 'I' | 'II' | 'III';

interface Tables {
  readonly I: PduWith<typeof PHASE_1_OPERATIONS, phase1.UniversalFailure>;
  readonly II: PduWith<typeof PHASE_2_OPERATIONS, phase2.UniversalFailure>;
  readonly III: PduWith<typeof PHASE_3_OPERATIONS, phase3.UniversalFailure>;
}

/** A PDU with the arguments and results of one phase. */
export type PduOf<P extends Phase> = Tables[P];

const VOCABULARIES = {
  I: vocabularyOf(PHASE_1_OPERATIONS, phase1.UniversalFailure),
  II: vocabularyOf(PHASE_2_OPERATIONS, phase2.UniversalFailure),
  III: vocabularyOf(PHASE_3_OPERATIONS, phase3.UniversalFailure),
} as const;

/**
 * One whole PDU. An operation the phase does not know keeps its code, and its argument as hex; what
 * else is not known is kept in `$unknown`. Throws `malformed-frame` with the octet's position.
 */
export function decodePdu<P extends Phase>(
  octets: Uint8Array,
  phase: P,
  trace?: DecodeTrace,
): PduOf<P> {
  return decodeWith(VOCABULARIES[phase], octets, trace) as PduOf<P>;
}

/** Throws `invalid-request` for a value that the phase's encoding cannot carry. */
export function encodePdu(pdu: Pdu, phase: Phase): Uint8Array {
  return encodeWith(VOCABULARIES[phase], pdu);
}
