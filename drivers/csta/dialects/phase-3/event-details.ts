import type { CommonArguments, EventCause, LocalConnectionState } from '../../generated/phase-3.ts';
import type { EventReport } from '../../model/event-report.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { fromCause, toCause } from './causes.ts';
import { fromCommon, toCommon } from './common-arguments.ts';
import { fromState, toStateIfAny } from './connection-states.ts';

/** What many events have after the parameters of their own. */
export interface EventDetails {
  readonly localConnectionInfo?: LocalConnectionState;
  readonly correlatorData?: string;
  readonly cause?: EventCause;
  readonly extensions?: CommonArguments;
}

/** The part of a report that is not its event. */
export type ReportDetails = Omit<EventReport, 'crossRef' | 'event'>;

export function toDetails(report: ReportDetails): EventDetails {
  return {
    localConnectionInfo: toStateIfAny(report.localState),
    correlatorData: octetsIfAny(report.correlator),
    cause: toCause(report.cause),
    extensions: toCommon(report),
  };
}

/** Some switches put the common arguments behind the event, not into it. */
export function fromDetails(
  details: EventDetails & { readonly commonArguments?: CommonArguments },
  behind: CommonArguments | undefined,
): ReportDetails {
  return {
    cause: fromCause(details.cause),
    localState: fromState(details.localConnectionInfo),
    correlator: textIfAny(details.correlatorData),
    ...fromCommon(details.extensions ?? details.commonArguments ?? behind),
  };
}
