import type { CstaEvent, CstaEventName, EventReport } from '../../model/event-report.ts';
import type { SeededValues } from './seeded-values.ts';

type OfEvent<Name extends CstaEventName> = CstaEvent & { readonly event: Name };
type Make<Name extends CstaEventName> = (v: SeededValues, event: Name) => OfEvent<Name>;

const about = (v: SeededValues) => ({ connection: v.connection(), subject: v.party() });

/** What the standards demand is always there. */
const parties = (v: SeededValues) => ({
  callingDevice: v.party(),
  calledDevice: v.party(),
  lastRedirectionDevice: v.redirection(),
});
const origin = (v: SeededValues) => v.maybe('originatingConnection', () => v.connection());
const joined = (v: SeededValues) => ({
  primaryOldCall: v.connection(),
  ...v.maybe('secondaryOldCall', () => v.connection()),
  subject: v.party(),
  added: v.party(),
  connections: v.several(() => ({
    ...v.maybe('newConnection', () => v.connection()),
    ...v.maybe('oldConnection', () => v.connection()),
    ...v.maybe('endpoint', () => v.party()),
  })),
});

/** Every event by chance; the compiler demands that none is forgotten. */
export const SEEDED_EVENTS: { readonly [Name in CstaEventName]: Make<Name> } = {
  serviceInitiated: (v, event) => ({ event, ...about(v) }),
  // The caller is whom the event is about.
  originated: (v, event) => {
    const subject = v.party();
    const connection = v.connection();
    return { event, connection, subject, callingDevice: subject, calledDevice: v.party() };
  },
  networkReached: (v, event) => ({ event, ...about(v), ...parties(v), ...origin(v) }),
  delivered: (v, event) => ({ event, ...about(v), ...parties(v), ...origin(v) }),
  established: (v, event) => ({ event, ...about(v), ...parties(v), ...origin(v) }),
  held: (v) => ({ event: 'held', ...about(v) }),
  retrieved: (v) => ({ event: 'retrieved', ...about(v) }),
  queued: (v, event) => ({
    event,
    ...about(v),
    ...parties(v),
    ...v.maybe('numberQueued', () => v.number()),
    ...v.maybe('callsInFront', () => v.number()),
  }),
  diverted: (v, event) => ({ event, ...about(v), ...parties(v), newDestination: v.party() }),
  failed: (v, event) => ({ event, ...about(v), ...parties(v), ...origin(v) }),
  connectionCleared: (v, event) => ({ event, ...about(v) }),
  callCleared: (v, event) => ({ event, connection: v.connection() }),
  transferred: (v) => ({ event: 'transferred', ...joined(v) }),
  conferenced: (v) => ({ event: 'conferenced', ...joined(v) }),
  doNotDisturb: (v, event) => ({ event, device: v.party(), isOn: v.truth() }),
  forwarding: (v, event) => ({
    event,
    device: v.party(),
    ...v.maybe('type', () => v.oneOf(['immediate', 'busy', 'noAnswer', 'doNotDisturb'] as const)),
    isOn: v.truth(),
    ...v.maybe('forwardTo', () => v.digits()),
  }),
  messageWaiting: (v, event) => ({ event, device: v.party(), isOn: v.truth() }),
  agentState: (v, event) => ({
    event,
    device: v.party(),
    state: v.oneOf([
      'notReady',
      'ready',
      'busy',
      'workingAfterCall',
      'loggedOn',
      'loggedOff',
    ] as const),
    ...v.maybe('agentId', () => v.digits()),
    ...v.maybe('group', () => v.device()),
  }),
  backInService: (v) => ({ event: 'backInService', device: v.party() }),
  outOfService: (v) => ({ event: 'outOfService', device: v.party() }),
  other: (_, event) => ({ event, name: 'private' }),
};

/** Events about devices carry no state of a connection and no correlator. */
const OF_CALLS: ReadonlySet<CstaEventName> = new Set([
  'serviceInitiated',
  'originated',
  'networkReached',
  'delivered',
  'established',
  'held',
  'retrieved',
  'queued',
  'diverted',
  'failed',
  'connectionCleared',
  'transferred',
  'conferenced',
]);
const WITH_CAUSE: ReadonlySet<CstaEventName> = new Set([
  ...OF_CALLS,
  'callCleared',
  'agentState',
  'backInService',
  'outOfService',
]);

export function seededReport(name: CstaEventName, v: SeededValues): EventReport {
  const event = SEEDED_EVENTS[name](v, name as never);
  const privateData = { privateData: v.oneOf(['0500', '0402ABCD']) };
  if (name === 'other') return { crossRef: v.hex(), event, ...privateData };
  return {
    crossRef: v.hex(),
    event,
    ...(WITH_CAUSE.has(name)
      ? v.maybe('cause', () => v.oneOf(['newCall', 'busy', 'normalClearing', 'transfer', '222']))
      : {}),
    ...(OF_CALLS.has(name) ? v.maybe('localState', () => v.state()) : {}),
    ...(OF_CALLS.has(name) || name === 'callCleared' ? v.maybe('correlator', () => v.text()) : {}),
    ...(v.truth() ? privateData : {}),
    ...v.maybe('time', () => v.time()),
  };
}
