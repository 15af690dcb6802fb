import {
  OperationErrors,
  type EventReportArgument,
  type UniversalFailure,
} from '../../generated/phase-2.ts';
import type { PhaseWords } from '../phase-words.ts';
import { earlyFailures } from '../phases-1-2/failures.ts';
import { FEATURES } from '../phases-1-2/features.ts';
import { told, untold, type FilterBits } from '../phases-1-2/monitor-filter.ts';
import { monitors } from '../phases-1-2/monitors.ts';
import { ROUTEING } from '../phases-1-2/routeing.ts';
import { SNAPSHOTS } from '../phases-1-2/snapshots.ts';
import { SYSTEM } from '../phases-1-2/system.ts';
import { CALL_CONTROL } from './call-control.ts';
import { fromReport, toReport } from './reports.ts';

/** MonitorFilter of ECMA-218; the notation says which event each bit is for. */
const FILTER_BITS: FilterBits = {
  call: told('callControl', 14),
  feature: [
    ...untold('logical'),
    ...untold('callAssociated'),
    ...told('logical', 2),
    ...told('physical'),
    ...untold('physical', 3),
  ],
  agent: told('logical', 6),
  maintenance: told('maintenance', 2),
  voiceUnit: untold('voice', 7),
};

/** Phase II: ECMA-217 in the encodings of ECMA-218. */
export const PHASE_2: PhaseWords = {
  phase: 'II',
  vocabularyFor: ({ monitor }) => ({
    services: {
      ...CALL_CONTROL,
      ...FEATURES,
      ...monitors(FILTER_BITS, monitor),
      ...SNAPSHOTS,
      ...SYSTEM,
      ...ROUTEING,
    },
    toReport,
    fromReport: (argument) => fromReport(argument as EventReportArgument),
    ...earlyFailures<UniversalFailure>(OperationErrors),
  }),
};
