import { hexOf } from '../../ber/hex.ts';
import { BerReader } from '../../ber/reader.ts';
import { BerWriter } from '../../ber/writer.ts';
import type { ConnectionList, EventReportArgument } from '../../generated/phase-1.ts';
import type { ConnectionListEntry, CstaEvent, EventReport } from '../../model/event-report.ts';
import { PHASE_1_EVENTS, type NumberedEvent } from '../../pdu/operations-phase-1.ts';
import { CALL_EVENTS } from '../phases-1-2/call-events.ts';
import { toCommon } from '../phases-1-2/common-arguments.ts';
import { toConnectionIfAny } from '../phases-1-2/connections.ts';
import { agentEvent, agentStateOf, DEVICE_EVENTS } from '../phases-1-2/device-events.ts';
import { divertedEvent } from '../phases-1-2/diverted-event.ts';
import { fromDetails, toDetails } from '../phases-1-2/event-details.ts';
import type { EventForm } from '../phases-1-2/event-form.ts';
import { toEventPrivate } from '../phases-1-2/event-private.ts';
import { joinedEvents } from '../phases-1-2/joined-events.ts';
import { elementsOf } from '../private-data.ts';
import { present } from '../present.ts';

/** The event that a maker has for himself. */
const PRIVATE = 'private';

/** Those of PHASE_1_EVENTS that Crosspoint has a use for. */
const FORMS: Readonly<Record<string, EventForm>> = {
  ...CALL_EVENTS,
  diverted: divertedEvent('calledDevice'),
  ...joinedEvents(toPlainList),
  ...DEVICE_EVENTS,
  loggedOn: agentEvent('loggedOn'),
  loggedOff: agentEvent('loggedOff'),
  notReady: agentEvent('notReady'),
  ready: agentEvent('ready'),
  workNotReady: agentEvent('workingAfterCall'),
  workReady: agentEvent('workingAfterCall'),
};

const NUMBERED: ReadonlyMap<string, NumberedEvent> = new Map(Object.entries(PHASE_1_EVENTS));
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(PHASE_1_EVENTS).map(([name, { code }]) => [code, name]),
);

/** EventReport; `undefined` for an event that this phase has no words for. */
export function toReport(report: EventReport): EventReportArgument | undefined {
  const { crossRef, event, privateData } = report;
  const name = nameOf(event);
  const numbered = NUMBERED.get(name ?? '');
  if (name === undefined || numbered === undefined) return undefined;
  if (name === PRIVATE) return toPrivate(report);
  const form = FORMS[name];
  const { code, info } = numbered;
  if (form === undefined || info === undefined) return undefined;
  const inside = toEventPrivate(privateData);
  const w = new BerWriter();
  info.encode(w, { ...form.toBody(event), ...toDetails(report), private: inside });
  return {
    crossRefIdentifier: crossRef,
    eventType: code,
    eventInfo: hexOf(w.view(), 0, w.size),
    extensions: toCommon(inside === undefined ? report : { time: report.time }),
  };
}

export function fromReport(argument: EventReportArgument): EventReport {
  const { crossRefIdentifier, eventType, eventInfo, extensions } = argument;
  const name = NAMES.get(eventType) ?? String(eventType);
  const info = NUMBERED.get(name)?.info;
  const body = info?.decode(new BerReader(Buffer.from(eventInfo, 'hex'))) as object | undefined;
  const event = (body && FORMS[name]?.fromBody(body)) ?? ({ event: 'other', name } as const);
  const { privateData, ...details } = fromDetails(body ?? {}, extensions);
  return present({
    crossRef: crossRefIdentifier,
    event,
    ...details,
    privateData: privateData ?? (name === PRIVATE ? eventInfo : undefined),
  });
}

/** Nothing but one element, whatever it is. */
function toPrivate({ crossRef, privateData, time }: EventReport): EventReportArgument | undefined {
  const [eventInfo] = elementsOf(privateData) ?? [];
  if (eventInfo === undefined) return undefined;
  const { code } = PHASE_1_EVENTS[PRIVATE];
  return {
    crossRefIdentifier: crossRef,
    eventType: code,
    eventInfo,
    extensions: toCommon({ time }),
  };
}

/** The phase has no event for an agent who takes a call. */
function nameOf(event: CstaEvent): string | undefined {
  if (event.event === 'other') return event.name === PRIVATE ? PRIVATE : undefined;
  const state = agentStateOf(event);
  if (state === undefined) return event.event;
  if (state === 'busy') return undefined;
  return state === 'workingAfterCall' ? 'workNotReady' : state;
}

/** Connections alone, as they are now. */
function toPlainList(connections: readonly ConnectionListEntry[]): ConnectionList {
  return connections.flatMap(({ newConnection, oldConnection }) => {
    const connection = toConnectionIfAny(newConnection ?? oldConnection);
    return connection === undefined ? [] : [{ connection }];
  });
}
