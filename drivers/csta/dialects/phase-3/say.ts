import type { Acknowledgement } from '../../generated/phase-3.ts';
import type { PHASE_3_OPERATIONS } from '../../pdu/operations-phase-3.ts';
import { sayBy } from '../typed-words.ts';

export const say = sayBy<typeof PHASE_3_OPERATIONS>();

/** The result of a service that only says yes. */
export const ACKNOWLEDGED = {
  toResult: (): Acknowledgement => ({ noData: null }),
  fromResult: (): undefined => undefined,
} as const;

/** A service that is told, not asked. */
export const UNANSWERED = {
  toResult: (): undefined => undefined,
  fromResult: (): undefined => undefined,
  isUnanswered: true,
} as const;
