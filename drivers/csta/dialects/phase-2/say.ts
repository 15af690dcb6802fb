import type { PHASE_2_OPERATIONS } from '../../pdu/operations-phase-2.ts';
import { sayBy } from '../typed-words.ts';

export const say = sayBy<typeof PHASE_2_OPERATIONS>();
