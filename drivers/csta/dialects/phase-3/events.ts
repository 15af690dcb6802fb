import type { EventReportArgument, EventSpecificInfo } from '../../generated/phase-3.ts';
import type { CstaEvent, EventReport } from '../../model/event-report.ts';
import { elementsOf } from '../private-data.ts';
import { present } from '../present.ts';
import { fromCallEvent, toCallEvent } from './call-events.ts';
import {
  fromLogicalEvent,
  fromMaintenanceEvent,
  fromPhysicalEvent,
  toDeviceEvent,
} from './device-events.ts';
import { fromDetails, toDetails, type EventDetails } from './event-details.ts';
import { otherEvent } from './other-event.ts';

/** The event that a maker has for himself. */
const PRIVATE = 'private';

/** EventReport (ECMA-285 §12); `undefined` for an event that this phase has no words for. */
export function toReport(report: EventReport): EventReportArgument | undefined {
  const info = toInfo(report);
  return info && { crossRefIdentifier: report.crossRef, eventSpecificInfo: info };
}

export function fromReport(argument: EventReportArgument): EventReport {
  const { crossRefIdentifier, eventSpecificInfo, extensions } = argument;
  const { event, details } = read(eventSpecificInfo);
  return present({ crossRef: crossRefIdentifier, event, ...fromDetails(details, extensions) });
}

function toInfo(report: EventReport): EventSpecificInfo | undefined {
  const { event } = report;
  if (event.event === 'other') return event.name === PRIVATE ? toPrivate(report) : undefined;
  const details = toDetails(report);
  const callControlEvents = toCallEvent(event, details);
  if (callControlEvents !== undefined) return { callControlEvents };
  return toDeviceEvent(event, details);
}

function toPrivate({ privateData }: EventReport): EventSpecificInfo {
  const [first] = elementsOf(privateData) ?? [];
  return { vendorSpecEvents: { privateEvent: { privateData: first } } };
}

interface Read {
  readonly event: CstaEvent;
  readonly details: EventDetails;
}

function read(info: EventSpecificInfo): Read {
  if ('callControlEvents' in info) {
    const { callControlEvents: wire } = info;
    return { event: fromCallEvent(wire), details: detailsIn(wire) };
  }
  if ('logicalDeviceFeatureEvents' in info) {
    const { logicalDeviceFeatureEvents: wire } = info;
    return { event: fromLogicalEvent(wire), details: detailsIn(wire) };
  }
  if ('physicalDeviceFeatureEvents' in info) {
    const { physicalDeviceFeatureEvents: wire } = info;
    return { event: fromPhysicalEvent(wire), details: detailsIn(wire) };
  }
  if ('deviceMaintenanceEvents' in info) {
    const { deviceMaintenanceEvents: wire } = info;
    return { event: fromMaintenanceEvent(wire), details: detailsIn(wire) };
  }
  if ('vendorSpecEvents' in info) {
    const { vendorSpecEvents: wire } = info;
    const { privateData } = 'privateEvent' in wire ? wire.privateEvent : {};
    const extensions = privateData === undefined ? undefined : { privateData: [privateData] };
    return { event: { event: 'other', name: PRIVATE }, details: { extensions } };
  }
  return unused(info);
}

/** Groups of events that nobody here has a use for; those that are not known are hex. */
function unused(info: EventSpecificInfo): Read {
  const [wire] = Object.values(info) as readonly unknown[];
  if (typeof wire !== 'object' || wire === null) return { event: otherEvent(info), details: {} };
  return { event: otherEvent(wire), details: detailsIn(wire) };
}

/** Every event is the one member of its CHOICE; one that is not known is hex. */
function detailsIn(wire: object): EventDetails {
  const [event] = Object.values(wire) as readonly unknown[];
  return typeof event === 'object' && event !== null ? event : {};
}
