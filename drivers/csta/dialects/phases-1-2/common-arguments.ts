import type { CSTACommonArguments, CSTASecurityData } from '../../generated/phase-1.ts';
import { contentOf, elementsOf } from '../private-data.ts';
import { fromGeneralizedTime, fromUtcTime, toUtcTime } from '../time-text.ts';

/** What may end any message: when it was sent, and what the maker adds. */
export interface Additions {
  readonly time?: string | undefined;
  readonly privateData?: string | undefined;
}

/** The years that a UTCTime can say (ITU-T X.680, clause 47). */
const SAYABLE_YEARS = /^(?:19[5-9]|20[0-4])\d/;

export function toCommon({ time, privateData }: Additions): CSTACommonArguments | undefined {
  if (time === undefined && privateData === undefined) return undefined;
  return {
    security: time === undefined ? undefined : toSecurity(time),
    privateData: elementsOf(privateData),
  };
}

export function fromCommon(common: CSTACommonArguments | undefined): Additions {
  const { timestamp, longTimestamp } = common?.security ?? {};
  const time = timestamp === undefined ? longTimestamp : fromUtcTime(timestamp);
  return {
    time: time && fromGeneralizedTime(time),
    privateData: contentOf(common?.privateData),
  };
}

function toSecurity(time: string): CSTASecurityData {
  const isSayable = /^\d{14}$/.test(time) && SAYABLE_YEARS.test(time);
  return isSayable ? { timestamp: toUtcTime(time) } : { longTimestamp: time };
}
