import type { Acknowledgement } from '../../generated/phase-1.ts';
import type { PHASE_1_OPERATIONS } from '../../pdu/operations-phase-1.ts';
import { sayBy } from '../typed-words.ts';

/** What phases I and II say alike is held to the types of phase I, which phase II only adds to. */
export const say = sayBy<typeof PHASE_1_OPERATIONS>();

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
