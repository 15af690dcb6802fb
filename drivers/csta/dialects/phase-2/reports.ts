import type {
  ConnectionList,
  EventReportArgument,
  EventSpecificInfo,
} from '../../generated/phase-2.ts';
import type { ConnectionListEntry, CstaEvent, EventReport } from '../../model/event-report.ts';
import { CALL_EVENTS } from '../phases-1-2/call-events.ts';
import { toCommon } from '../phases-1-2/common-arguments.ts';
import { toConnectionIfAny } from '../phases-1-2/connections.ts';
import { agentEvent, agentStateOf, DEVICE_EVENTS } from '../phases-1-2/device-events.ts';
import { toListed } from '../phases-1-2/devices.ts';
import { otherEvent } from '../phase-3/other-event.ts';
import { divertedEvent } from '../phases-1-2/diverted-event.ts';
import { fromDetails, toDetails, type EventDetails } from '../phases-1-2/event-details.ts';
import type { EventForm } from '../phases-1-2/event-form.ts';
import { joinedEvents } from '../phases-1-2/joined-events.ts';
import { elementsOf } from '../private-data.ts';
import { present } from '../present.ts';

/** The event that a maker has for himself. */
const PRIVATE = 'private';

const { doNotDisturb, forwarding, messageWaiting, backInService, outOfService } = DEVICE_EVENTS;

/** The events that Crosspoint has a use for, in the groups of EventSpecificInfo. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, EventForm>>>> = {
  callEvents: {
    ...CALL_EVENTS,
    diverted: divertedEvent('newDestination'),
    ...joinedEvents(toEntries),
  },
  featureEvents: { doNotDisturb, forwarding, messageWaiting },
  agentEvents: {
    agentBusy: agentEvent('busy'),
    loggedOn: agentEvent('loggedOn'),
    loggedOff: agentEvent('loggedOff'),
    notReady: agentEvent('notReady'),
    ready: agentEvent('ready'),
    workingAfterCall: agentEvent('workingAfterCall'),
  },
  maintenanceEvents: { backInService, outOfService },
};

/** EventReport; `undefined` for an event that this phase has no words for. */
export function toReport(report: EventReport): EventReportArgument | undefined {
  const { crossRef: crossRefIdentifier, event, time } = report;
  if (event.event === 'other') {
    const [privateEvents] = elementsOf(report.privateData) ?? [];
    if (event.name !== PRIVATE || privateEvents === undefined) return undefined;
    return {
      crossRefIdentifier,
      eventSpecificInfo: { privateEvents },
      extensions: toCommon({ time }),
    };
  }
  const eventSpecificInfo = toInfo(event, toDetails(report));
  return (
    eventSpecificInfo && {
      crossRefIdentifier,
      eventSpecificInfo,
      extensions: toCommon(report),
    }
  );
}

export function fromReport({
  crossRefIdentifier,
  eventSpecificInfo,
  extensions,
}: EventReportArgument): EventReport {
  if ('privateEvents' in eventSpecificInfo) {
    return present({
      crossRef: crossRefIdentifier,
      event: { event: 'other', name: PRIVATE },
      ...fromDetails({}, extensions),
      privateData: eventSpecificInfo.privateEvents,
    });
  }
  const { event, details } = read(eventSpecificInfo);
  return present({ crossRef: crossRefIdentifier, event, ...fromDetails(details, extensions) });
}

function toInfo(event: CstaEvent, details: EventDetails): EventSpecificInfo | undefined {
  const state = agentStateOf(event);
  const name = state === 'busy' ? 'agentBusy' : (state ?? event.event);
  for (const [group, forms] of Object.entries(GROUPS)) {
    const form = forms[name];
    if (form === undefined) continue;
    return { [group]: { [name]: { ...form.toBody(event), ...details } } } as never;
  }
  return undefined;
}

/** An element that is not known is hex. */
type Choice = Readonly<Record<string, object | string>>;

/** Each group is the one member of its CHOICE, and each event that of its group. */
function read(info: EventSpecificInfo): {
  readonly event: CstaEvent;
  readonly details: EventDetails;
} {
  const [group = '', events] = Object.entries(info)[0] ?? [];
  if (typeof events === 'string') return { event: otherEvent(info), details: {} };
  const [name = '', body] = Object.entries(events as Choice)[0] ?? [];
  const details = typeof body === 'object' ? body : {};
  const event = GROUPS[group]?.[name]?.fromBody(details) ?? otherEvent(events);
  return { event, details };
}

/** Connections as they are now, each with the device that it is at. */
function toEntries(connections: readonly ConnectionListEntry[]): ConnectionList {
  return connections.map(({ newConnection, oldConnection, endpoint }) => ({
    entry: {
      connection: toConnectionIfAny(newConnection ?? oldConnection),
      associatedNID: toListed(endpoint),
    },
  }));
}
