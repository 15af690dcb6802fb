import {
  Acknowledgement,
  AssociateDataArgument,
  CallArgument,
  CallCompletionArgument,
  CallToDeviceArgument,
  ChangeMonitorFilterArgument,
  ChangeMonitorFilterResult,
  ConsultationCallArgument,
  DivertCallArgument,
  EscapeArgument,
  EventReportArgument,
  MakeCallArgument,
  MakePredictiveCallArgument,
  MergedCallResult,
  MonitorStartArgument,
  MonitorStartResult,
  MonitorStopArgument,
  NewCallResult,
  QueryDeviceArgument,
  QueryDeviceResult,
  ReRouteArgument,
  RouteEndArgument,
  RouteRequestArgument,
  RouteSelectArgument,
  RouteUsedArgument,
  SendDTMFTonesArgument,
  SetFeatureArgument,
  SnapshotCallResult,
  SnapshotDeviceArgument,
  SnapshotDeviceResult,
  SystemStatusArgument,
  TwoCallsArgument,
} from '../generated/phase-2.ts';
import type { OperationTable } from './operation-table.ts';

/**
 * The operations of phase II: ECMA-217, with the codes of ECMA-218. 17 and 19 follow from the order of
 * their names; the others were seen.
 */
export const PHASE_2_OPERATIONS = {
  // Call control.
  alternateCall: { code: 1, argument: TwoCallsArgument, result: Acknowledgement },
  answerCall: { code: 2, argument: CallArgument, result: Acknowledgement },
  callCompletion: { code: 3, argument: CallCompletionArgument, result: Acknowledgement },
  clearCall: { code: 4, argument: CallArgument, result: Acknowledgement },
  clearConnection: { code: 5, argument: CallArgument, result: Acknowledgement },
  conferenceCall: { code: 6, argument: TwoCallsArgument, result: MergedCallResult },
  consultationCall: { code: 7, argument: ConsultationCallArgument, result: NewCallResult },
  divertCall: { code: 8, argument: DivertCallArgument, result: Acknowledgement },
  holdCall: { code: 9, argument: CallArgument, result: Acknowledgement },
  makeCall: { code: 10, argument: MakeCallArgument, result: NewCallResult },
  makePredictiveCall: { code: 11, argument: MakePredictiveCallArgument, result: NewCallResult },
  reconnectCall: { code: 13, argument: TwoCallsArgument, result: Acknowledgement },
  retrieveCall: { code: 14, argument: CallArgument, result: Acknowledgement },
  transferCall: { code: 16, argument: TwoCallsArgument, result: MergedCallResult },
  // What phase II adds.
  associateData: { code: 17, argument: AssociateDataArgument, result: Acknowledgement },
  parkCall: { code: 18, argument: CallToDeviceArgument, result: NewCallResult },
  sendDTMFTones: { code: 19, argument: SendDTMFTonesArgument, result: Acknowledgement },
  singleStepConference: { code: 20, argument: CallToDeviceArgument, result: NewCallResult },
  singleStepTransfer: { code: 50, argument: CallToDeviceArgument, result: MergedCallResult },
  // Features of a device.
  queryDevice: { code: 12, argument: QueryDeviceArgument, result: QueryDeviceResult },
  setFeature: { code: 15, argument: SetFeatureArgument, result: Acknowledgement },
  // Monitoring, snapshots.
  eventReport: { code: 21, argument: EventReportArgument },
  monitorStart: { code: 71, argument: MonitorStartArgument, result: MonitorStartResult },
  changeMonitorFilter: {
    code: 72,
    argument: ChangeMonitorFilterArgument,
    result: ChangeMonitorFilterResult,
  },
  monitorStop: { code: 73, argument: MonitorStopArgument, result: Acknowledgement },
  snapshotDevice: { code: 74, argument: SnapshotDeviceArgument, result: SnapshotDeviceResult },
  snapshotCall: { code: 75, argument: CallArgument, result: SnapshotCallResult },
  // Routeing.
  routeRequest: { code: 31, argument: RouteRequestArgument },
  reRoute: { code: 32, argument: ReRouteArgument },
  routeSelect: { code: 33, argument: RouteSelectArgument },
  routeUsed: { code: 34, argument: RouteUsedArgument },
  routeEnd: { code: 35, argument: RouteEndArgument },
  // Escape, system status.
  escape: { code: 51, argument: EscapeArgument, result: Acknowledgement },
  systemStatus: { code: 52, argument: SystemStatusArgument, result: Acknowledgement },
} as const satisfies OperationTable;
