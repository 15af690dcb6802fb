import type { CommonArguments } from '../../generated/phase-3.ts';
import { contentOf, elementsOf } from '../private-data.ts';
import { fromGeneralizedTime, fromUtcTime } from '../time-text.ts';

/** What may end any message (ECMA-269 §12.2.7): when it was sent, and what the maker adds. */
export interface Additions {
  readonly time?: string;
  readonly privateData?: string;
}

export function toCommon({ time, privateData }: Additions): CommonArguments | undefined {
  if (time === undefined && privateData === undefined) return undefined;
  return {
    security: time === undefined ? undefined : { timestamp: time },
    privateData: elementsOf(privateData),
  };
}

export function fromCommon(common: CommonArguments | undefined): Additions {
  const { timestamp, utcTimestamp } = common?.security ?? {};
  const time = timestamp === undefined ? utcTimestamp && fromUtcTime(utcTimestamp) : timestamp;
  return {
    time: time && fromGeneralizedTime(time),
    privateData: contentOf(common?.privateData),
  };
}
