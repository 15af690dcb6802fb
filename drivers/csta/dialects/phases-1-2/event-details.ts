import type {
  CSTACommonArguments,
  EventCause,
  EventPrivateData,
  LocalConnectionState,
} from '../../generated/phase-1.ts';
import type { EventReport } from '../../model/event-report.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { fromCause, toCause } from '../phase-3/causes.ts';
import { fromState, toStateIfAny } from '../phase-3/connection-states.ts';
import { fromCommon } from './common-arguments.ts';
import { fromEventPrivate } from './event-private.ts';

/** What many events have after the parameters of their own. */
export interface EventDetails {
  readonly localConnectionInfo?: LocalConnectionState;
  readonly correlatorData?: string;
  readonly cause?: EventCause;
  readonly private?: EventPrivateData;
  readonly extensions?: CSTACommonArguments;
}

/** The part of a report that is not its event. */
type ReportDetails = Omit<EventReport, 'crossRef' | 'event'>;

/** An encoder leaves out what its event has no place for. */
export function toDetails(report: ReportDetails): EventDetails {
  return {
    localConnectionInfo: toStateIfAny(report.localState),
    correlatorData: octetsIfAny(report.correlator),
    cause: toCause(report.cause),
  };
}

/** @param behind the common arguments of the report, where they are not those of its event */
export function fromDetails(
  details: EventDetails,
  behind: CSTACommonArguments | undefined,
): { readonly [Name in keyof ReportDetails]: ReportDetails[Name] | undefined } {
  const outer = fromCommon(behind);
  const inner = fromCommon(details.extensions);
  return {
    cause: fromCause(details.cause),
    localState: fromState(details.localConnectionInfo),
    correlator: textIfAny(details.correlatorData),
    time: outer.time ?? inner.time,
    privateData: outer.privateData ?? inner.privateData ?? fromEventPrivate(details.private),
  };
}
