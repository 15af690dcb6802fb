import type { ConnectionListEntry, CstaEvent, EventReport } from '../../../model/event-report.ts';
import type { Endpoint, WireParty } from '../../../model/identifiers.ts';
import type {
  FilterGroup,
  ForwardingType,
  ServiceArgs,
  ServiceName,
  ServiceResult,
} from '../../../model/requests.ts';

export type EarlyPhase = 'I' | 'II';

type Left<Value> = (value: Value, phase: EarlyPhase) => Value;

/** What is left of the arguments of a service in an early phase, where that is not everything. */
const ARGS: { readonly [Name in ServiceName]?: Left<ServiceArgs<Name>> } = {
  makeCall: ({ callingDevice, calledNumber, accountCode, ...more }, phase) => ({
    callingDevice,
    calledNumber,
    accountCode,
    ...(phase === 'II' ? more : {}),
  }),
  consultationCall: ({ existingCall, consultedNumber }) => ({ existingCall, consultedNumber }),
  setForwarding: (args) => ({ ...args, type: early(args.type) }),
  // Only who logs on or off says who he is.
  setAgentState: (args) =>
    args.state.startsWith('logged') ? args : { device: args.device, state: args.state },
  monitorStart: (args, phase) => ({ ...args, filterOut: groups(args.filterOut, phase) }),
  changeMonitorFilter: (args, phase) => ({
    ...args,
    filterOut: groups(args.filterOut, phase) ?? [],
  }),
  systemStatus: ({ status }) => ({ status: status === 'partiallyDisabled' ? 'enabled' : status }),
  routeRequest: (args) => ({ ...args, correlator: undefined }),
};

const RESULTS: { readonly [Name in ServiceName]?: Left<ServiceResult<Name>> } = {
  directedPickupCall: () => ({}),
  getForwarding: ({ forwardings }) => ({
    forwardings: forwardings.map((one) => ({ ...one, type: early(one.type) })),
  }),
  getAgentState: ({ agents: [agent] }) => ({
    agents: [{ state: agent?.state === 'busy' ? 'ready' : (agent?.state ?? 'null') }],
  }),
  snapshotDevice: ({ connections }) => ({ connections: connections.map(withoutParty) }),
  snapshotCall: ({ endpoints }) => ({ endpoints }),
};

export function argsLeft<Name extends ServiceName>(
  service: Name,
  args: ServiceArgs<Name>,
  phase: EarlyPhase,
): ServiceArgs<Name> {
  return ARGS[service]?.(args, phase) ?? args;
}

export function resultLeft<Name extends ServiceName>(
  service: Name,
  result: ServiceResult<Name>,
  phase: EarlyPhase,
): ServiceResult<Name> {
  return RESULTS[service]?.(result, phase) ?? result;
}

/** What is left of a report; `undefined` where the phase has no word for its event. */
export function reportLeft(report: EventReport, phase: EarlyPhase): EventReport | undefined {
  const { correlator, cause, ...left } = report;
  const event = eventLeft(report.event, phase);
  if (event === undefined) return undefined;
  const hasCause = event.event !== 'agentState' || phase === 'II';
  return {
    ...left,
    event,
    ...(hasCause ? { cause } : {}),
    ...(phase === 'II' ? { correlator } : {}),
  };
}

function eventLeft(event: CstaEvent, phase: EarlyPhase): CstaEvent | undefined {
  switch (event.event) {
    case 'delivered':
    case 'established': {
      const { originatingConnection: _, ...left } = event;
      return left;
    }
    case 'failed':
    case 'networkReached': {
      const { event: name, connection, subject, calledDevice } = event;
      return { event: name, connection, subject, calledDevice };
    }
    case 'diverted': {
      const { connection, subject, newDestination } = event;
      return { event: 'diverted', connection, subject, newDestination };
    }
    case 'queued': {
      const { callsInFront: _, ...left } = event;
      return left;
    }
    case 'serviceInitiated':
      return { ...event, subject: initiating(event) };
    case 'transferred':
    case 'conferenced':
      return { ...event, connections: event.connections.flatMap((one) => entryLeft(one, phase)) };
    case 'forwarding':
      return forwardingLeft(event);
    case 'agentState':
      return event.state === 'busy' && phase === 'I' ? undefined : event;
    default:
      return event;
  }
}

/**
 * A connection that names a device says who it is; of any other a reason for not knowing is not
 * said.
 */
function initiating(event: CstaEvent & { readonly event: 'serviceInitiated' }): WireParty {
  const { device } = event.connection;
  if (device !== undefined && device.form !== 'dynamic') return { device };
  return event.subject.status === undefined ? event.subject : {};
}

function entryLeft(
  { newConnection, oldConnection, endpoint }: ConnectionListEntry,
  phase: EarlyPhase,
): readonly ConnectionListEntry[] {
  const connection = newConnection ?? oldConnection;
  if (phase === 'I') return connection === undefined ? [] : [{ newConnection: connection }];
  if (connection === undefined) return [{}];
  const who = listed(endpoint);
  return [{ newConnection: connection, ...(who === undefined ? {} : { endpoint: who }) }];
}

/** A list has no room for numbers with a type. */
function listed(party: WireParty | undefined): WireParty | undefined {
  const { device } = party ?? {};
  if (device === undefined || !device.form.startsWith('explicit')) return party;
  return { device: { form: 'dialingNumber', value: device.value } };
}

/** Where the type is not said, a destination says whether calls are forwarded. */
function forwardingLeft(event: CstaEvent & { readonly event: 'forwarding' }): CstaEvent {
  const { type, ...left } = event;
  if (type !== undefined && type !== 'doNotDisturb') return event;
  const saysItself = (event.forwardTo !== undefined) === event.isOn;
  return saysItself ? left : { ...left, type: 'immediate' };
}

/** Forwarding out of do-not-disturb cannot be said at all; here another is meant in its place. */
export function early(type: ForwardingType): ForwardingType {
  return type === 'doNotDisturb' ? 'busy' : type;
}

function withoutParty({ connection, state }: Endpoint): Endpoint {
  return { connection, state };
}

function groups(
  filterOut: readonly FilterGroup[] | undefined,
  phase: EarlyPhase,
): readonly FilterGroup[] | undefined {
  const ORDER: readonly FilterGroup[] =
    phase === 'I'
      ? ['callControl', 'callAssociated', 'logical', 'physical', 'maintenance', 'private']
      : ['callControl', 'logical', 'callAssociated', 'physical', 'maintenance', 'voice', 'private'];
  const left = ORDER.filter((group) => filterOut?.includes(group));
  return left.length === 0 ? undefined : left;
}
