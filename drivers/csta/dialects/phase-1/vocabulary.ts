import {
  OperationErrors,
  type EventReportArgument,
  type UniversalFailure,
} from '../../generated/phase-1.ts';
import type { PhaseWords } from '../phase-words.ts';
import { CALL_CONTROL } from '../phases-1-2/call-control.ts';
import { earlyFailures } from '../phases-1-2/failures.ts';
import { FEATURES } from '../phases-1-2/features.ts';
import { told, untold, type FilterBits } from '../phases-1-2/monitor-filter.ts';
import { monitors } from '../phases-1-2/monitors.ts';
import { ROUTEING } from '../phases-1-2/routeing.ts';
import { SNAPSHOTS } from '../phases-1-2/snapshots.ts';
import { SYSTEM } from '../phases-1-2/system.ts';
import { fromReport, toReport } from './reports.ts';

/** MonitorFilter of ECMA-180; the notation says which event each bit is for. */
const FILTER_BITS: FilterBits = {
  call: told('callControl', 14),
  feature: [...untold('callAssociated'), ...told('logical', 2), ...told('physical')],
  agent: told('logical', 6),
  maintenance: told('maintenance', 2),
};

/** Phase I: ECMA-179 in the encodings of ECMA-180. It has no word for a correlator. */
export const PHASE_1: PhaseWords = {
  phase: 'I',
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
