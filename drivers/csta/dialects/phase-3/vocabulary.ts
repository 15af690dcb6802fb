import type { EventReportArgument } from '../../generated/phase-3.ts';
import type { PhaseWords } from '../phase-words.ts';
import { CALL_CONTROL } from './call-control.ts';
import { CALL_RECORDS } from './call-records.ts';
import { fromReport, toReport } from './events.ts';
import { FAILURES } from './failures.ts';
import { FEATURES } from './features.ts';
import { monitors } from './monitors.ts';
import { fromPanasonic, toPanasonic } from './panasonic.ts';
import { ROUTEING } from './routeing.ts';
import { SNAPSHOTS } from './snapshots.ts';
import { SYSTEM } from './system.ts';

/** Phase III: ECMA-269 in the encodings of ECMA-285. */
export const PHASE_3: PhaseWords = {
  phase: 'III',
  vocabularyFor: ({ monitor, privateData }) => {
    const isPanasonic = privateData === 'panasonic';
    return {
      services: {
        ...CALL_CONTROL,
        ...FEATURES,
        ...monitors(monitor),
        ...SNAPSHOTS,
        ...SYSTEM,
        ...ROUTEING,
        ...CALL_RECORDS,
      },
      toReport: (report) => toReport(isPanasonic ? toPanasonic(report) : report),
      fromReport: (argument) => {
        const report = fromReport(argument as EventReportArgument);
        return isPanasonic ? fromPanasonic(report) : report;
      },
      ...FAILURES,
    };
  },
};
