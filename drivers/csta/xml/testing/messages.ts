import {
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  string,
  stringMatching,
  subarray,
  type Arbitrary,
} from 'fast-check';
import type { ConnectionState } from '../../../../src/spi/connection.ts';
import type { ConnectionListEntry, CstaEvent, EventReport } from '../../model/event-report.ts';
import type { DeviceId, Endpoint, WireConnection, WireParty } from '../../model/identifiers.ts';
import type { Refusal } from '../../model/refusal.ts';
import type {
  AgentState,
  FilterGroup,
  ServiceArgs,
  ServiceName,
  ServiceResult,
  SystemStatus,
} from '../../model/requests.ts';
import { LISTED } from '../capabilities.ts';

/** Anything that XML carries and a reader does not take for layout. */
const text = string({ unit: 'grapheme', maxLength: 24 }).map((value) =>
  value.replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, '').trim(),
);
const word = stringMatching(/^[A-Za-z0-9#_.-]{1,16}$/);
const digits = stringMatching(/^[0-9*#]{1,12}$/);
const id = stringMatching(/^[A-F0-9]{1,24}$/);
const time = stringMatching(/^20[0-9]{12}$/);
const personName = stringMatching(/^[A-ZÄŁМ&<"'](?: [a-zéß日<>&]{1,12})?$/u);

const device: Arbitrary<DeviceId> = oneof(
  { weight: 5, arbitrary: digits.map((value) => ({ form: 'dialingNumber', value }) as const) },
  { weight: 1, arbitrary: id.map((value) => ({ form: 'dynamic', value }) as const) },
);
const staticDevice: Arbitrary<DeviceId> = digits.map(
  (value) => ({ form: 'dialingNumber', value }) as const,
);
const connection: Arbitrary<WireConnection> = oneof(
  some<WireConnection>({ call: text, device }, []),
  record({ call: id, device }),
);

function partyOf(statuses: readonly NonNullable<WireParty['status']>[]): Arbitrary<WireParty> {
  return oneof(
    record({ device }),
    record({ device: staticDevice, name: personName }),
    record({ name: personName }),
    record({ status: constantFrom(...statuses) }),
  );
}

const party = partyOf(['notKnown', 'restricted']);
const redirection = partyOf(['notKnown', 'notRequired', 'notSpecified', 'restricted']);
const state = constantFrom<ConnectionState>(
  'null',
  'initiated',
  'alerting',
  'connected',
  'held',
  'queued',
  'failed',
);
const forwardingType = constantFrom('immediate', 'busy', 'noAnswer', 'doNotDisturb' as const);
const systemStatus = constantFrom<SystemStatus>('normal', 'enabled', 'disabled', 'messagesLost');
const filter = subarray<FilterGroup>([
  'callControl',
  'callAssociated',
  'media',
  'physical',
  'logical',
  'maintenance',
  'voice',
  'private',
]);
const endpoint = some<Endpoint>({ connection, party, state }, ['connection']);
const agentState = constantFrom<AgentState>(
  'notReady',
  'null',
  'ready',
  'busy',
  'workingAfterCall',
);
const privateData = oneof(
  text,
  constant('<x:line xmlns:x="urn:x" a="1">7049 &amp; 7050</x:line>'),
  constant('<open>'),
  constant('</private>'),
);
const nothing = constant(undefined);
const newCall = record({ connection });
const maybeCall = some<{ readonly connection?: WireConnection }>({ connection }, []);
const heldAndActive = record({ heldCall: connection, activeCall: connection });
const ofConnection = record({ connection });
const ofDevice = record({ device });

export const ARGS: { readonly [N in ServiceName]: Arbitrary<ServiceArgs<N>> } = {
  makeCall: some(
    {
      callingDevice: device,
      calledNumber: digits,
      autoOriginate: constantFrom('prompt', 'doNotPrompt' as const),
      correlator: text,
      userData: text,
      accountCode: text,
    },
    ['callingDevice', 'calledNumber'],
  ),
  answerCall: ofConnection,
  clearConnection: ofConnection,
  clearCall: ofConnection,
  holdCall: ofConnection,
  retrieveCall: ofConnection,
  consultationCall: some({ existingCall: connection, consultedNumber: digits, correlator: text }, [
    'existingCall',
    'consultedNumber',
  ]),
  alternateCall: heldAndActive,
  reconnectCall: heldAndActive,
  transferCall: heldAndActive,
  conferenceCall: heldAndActive,
  singleStepTransferCall: record({ activeCall: connection, transferredTo: digits }),
  singleStepConferenceCall: record({ activeCall: connection, deviceToJoin: device }),
  deflectCall: record({ connection, newDestination: digits }),
  directedPickupCall: record({ callToBePickedUp: connection, requestingDevice: device }),
  parkCall: record({ connection, parkTo: device }),
  generateDigits: some({ connection, digits, durationMs: nat(5_000) }, ['connection', 'digits']),
  setDoNotDisturb: record({ device, isOn: boolean() }),
  getDoNotDisturb: ofDevice,
  setForwarding: some({ device, type: forwardingType, isOn: boolean(), forwardTo: digits }, [
    'device',
    'type',
    'isOn',
  ]),
  getForwarding: ofDevice,
  setMessageWaiting: record({ device, isOn: boolean() }),
  getMessageWaiting: ofDevice,
  setAgentState: some(
    {
      device,
      state: constantFrom(
        'loggedOn',
        'loggedOff',
        'notReady',
        'ready',
        'workingAfterCall' as const,
      ),
      agentId: word,
      password: text,
      group: device,
    },
    ['device', 'state'],
  ),
  getAgentState: ofDevice,
  setDisplay: record({ device, text: string({ unit: 'grapheme-ascii' }) }),
  monitorStart: some<ServiceArgs<'monitorStart'>>(
    { object: oneof(record({ device }), record({ call: connection })), filterOut: filter },
    ['object'],
  ),
  changeMonitorFilter: record({ crossRef: word, filterOut: filter }),
  monitorStop: record({ crossRef: word }),
  snapshotDevice: ofDevice,
  snapshotCall: ofConnection,
  systemStatus: record({ status: systemStatus }),
  requestSystemStatus: nothing,
  getSwitchingFunctionDevices: nothing,
  switchingFunctionDevices: some(
    {
      crossRef: word,
      segment: nat(),
      isLast: boolean(),
      devices: array(
        some(
          {
            device: staticDevice,
            name: personName,
            category: constantFrom('station', 'acd', 'acdGroup', 'huntGroup', 'trunk', 'park'),
          },
          ['device'],
        ),
        { maxLength: 5 },
      ),
    },
    ['crossRef', 'isLast', 'devices'],
  ),
  getSwitchingFunctionCapabilities: nothing,
  routeRegister: some({ device }, []),
  routeRegisterCancel: record({ registerId: word }),
  routeRequest: some(
    {
      routeingCrossRef: word,
      callingDevice: party,
      currentRoute: party,
      connection,
      correlator: text,
    },
    ['routeingCrossRef'],
  ),
  reRoute: record({ routeingCrossRef: word }),
  routeSelect: record({ routeingCrossRef: word, routeSelected: digits }),
  routeUsed: some({ routeingCrossRef: word, routeUsed: party }, ['routeingCrossRef']),
  routeEnd: record({ routeingCrossRef: word }),
  escape: record({ privateData }),
  startCdrTransmission: nothing,
  stopCdrTransmission: record({ cdrCrossRef: word }),
  cdrReport: record({
    cdrCrossRef: word,
    records: array(
      some(
        {
          recordNumber: nat(),
          callingDevice: party,
          calledDevice: party,
          associatedCallingDevice: party,
          associatedCalledDevice: party,
          startTime: time,
          endTime: time,
          durationMs: nat(36_000).map((count) => count * 1_000),
          accountCode: text,
          charge: constantFrom('12', '1.25 EUR', '0.5 GBP', '7 USD', '0.004 CHF'),
          cause: constantFrom('normalClearing', 'other'),
        },
        [],
      ),
      { maxLength: 4 },
    ),
  }),
};

export const RESULTS: { readonly [N in ServiceName]: Arbitrary<ServiceResult<N>> } = {
  makeCall: newCall,
  answerCall: nothing,
  clearConnection: nothing,
  clearCall: nothing,
  holdCall: nothing,
  retrieveCall: nothing,
  consultationCall: newCall,
  alternateCall: nothing,
  reconnectCall: nothing,
  transferCall: maybeCall,
  conferenceCall: maybeCall,
  singleStepTransferCall: maybeCall,
  singleStepConferenceCall: maybeCall,
  deflectCall: nothing,
  directedPickupCall: maybeCall,
  parkCall: maybeCall,
  generateDigits: nothing,
  setDoNotDisturb: nothing,
  getDoNotDisturb: record({ isOn: boolean() }),
  setForwarding: nothing,
  getForwarding: record({
    forwardings: array(
      some({ type: forwardingType, isOn: boolean(), forwardTo: digits }, ['type', 'isOn']),
      { maxLength: 4 },
    ),
  }),
  setMessageWaiting: nothing,
  getMessageWaiting: record({ isOn: boolean() }),
  setAgentState: nothing,
  getAgentState: record({
    agents: array(some({ agentId: word, group: device, state: agentState }, ['state']), {
      maxLength: 4,
    }),
  }),
  setDisplay: nothing,
  monitorStart: record({ crossRef: word }),
  changeMonitorFilter: nothing,
  monitorStop: nothing,
  snapshotDevice: record({ connections: array(endpoint, { maxLength: 5 }) }),
  snapshotCall: some(
    {
      endpoints: array(endpoint, { maxLength: 5 }),
      callingDevice: party,
      calledDevice: party,
      correlator: text,
    },
    ['endpoints'],
  ),
  systemStatus: nothing,
  requestSystemStatus: record({ status: systemStatus }),
  getSwitchingFunctionDevices: record({ crossRef: word }),
  switchingFunctionDevices: nothing,
  getSwitchingFunctionCapabilities: record({
    services: subarray([...LISTED.services]),
    events: subarray([...LISTED.events]),
  }),
  routeRegister: record({ registerId: word }),
  routeRegisterCancel: nothing,
  routeRequest: nothing,
  reRoute: nothing,
  routeSelect: nothing,
  routeUsed: nothing,
  routeEnd: nothing,
  escape: some({ privateData }, []),
  startCdrTransmission: record({ cdrCrossRef: word }),
  stopCdrTransmission: nothing,
  cdrReport: nothing,
};

const about = { connection, subject: party };
const parties = {
  callingDevice: party,
  calledDevice: party,
  lastRedirectionDevice: redirection,
};
const ABOUT = ['event', 'connection', 'subject'] as const;
const twoCalls = (event: 'transferred' | 'conferenced'): Arbitrary<CstaEvent> =>
  some(
    {
      event: constant(event),
      primaryOldCall: connection,
      secondaryOldCall: connection,
      subject: party,
      added: party,
      connections: array(
        some<ConnectionListEntry>(
          { newConnection: connection, oldConnection: connection, endpoint: party },
          [],
        ),
        { maxLength: 4 },
      ),
    },
    ['event', 'primaryOldCall', 'subject', 'connections'],
  );

/** One for each kind of event, with what of the report it has room for. */
export const EVENTS: Readonly<Record<CstaEvent['event'], Arbitrary<CstaEvent>>> = {
  serviceInitiated: event('serviceInitiated', about),
  originated: event('originated', { ...about, calledDevice: party }),
  networkReached: event('networkReached', {
    ...about,
    ...parties,
    originatingConnection: connection,
  }),
  delivered: event('delivered', { ...about, ...parties, originatingConnection: connection }),
  established: event('established', { ...about, ...parties, originatingConnection: connection }),
  held: event('held', about),
  retrieved: event('retrieved', about),
  queued: event('queued', { ...about, ...parties, numberQueued: nat(), callsInFront: nat() }),
  diverted: event('diverted', { ...about, ...parties, newDestination: party }),
  failed: event('failed', { ...about, ...parties, originatingConnection: connection }),
  connectionCleared: event('connectionCleared', about),
  callCleared: event('callCleared', { connection }),
  transferred: twoCalls('transferred'),
  conferenced: twoCalls('conferenced'),
  doNotDisturb: event('doNotDisturb', { device: party, isOn: boolean() }),
  forwarding: event('forwarding', {
    device: party,
    isOn: boolean(),
    type: forwardingType,
    forwardTo: digits,
  }),
  messageWaiting: event('messageWaiting', { device: party, isOn: boolean() }),
  agentState: event('agentState', {
    device: party,
    state: constantFrom('loggedOn', 'loggedOff', 'notReady', 'ready', 'busy', 'workingAfterCall'),
    agentId: word,
    group: device,
  }),
  backInService: event('backInService', { device: party }),
  outOfService: event('outOfService', { device: party }),
  other: event('other', { name: constantFrom('bridged', 'hookswitch', 'private') }),
};

const OF_CALLS: ReadonlySet<CstaEvent['event']> = new Set([
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
const WITH_CAUSE: ReadonlySet<CstaEvent['event']> = new Set([
  ...OF_CALLS,
  'callCleared',
  'agentState',
  'backInService',
  'outOfService',
]);

export function reportOf(name: CstaEvent['event']): Arbitrary<EventReport> {
  return some<EventReport>(
    {
      crossRef: word,
      event: EVENTS[name],
      ...(WITH_CAUSE.has(name) ? { cause: constantFrom('newCall', 'transfer', 'busy') } : {}),
      ...(OF_CALLS.has(name) ? { localState: state } : {}),
      ...(OF_CALLS.has(name) || name === 'callCleared' ? { correlator: text } : {}),
      privateData,
      time,
    },
    OF_CALLS.has(name) || name === 'callCleared'
      ? ['crossRef', 'event', 'cause']
      : ['crossRef', 'event'],
  );
}

export const REFUSAL: Arbitrary<Refusal> = oneof(
  record({
    category: constantFrom(
      'operation',
      'security',
      'state',
      'system',
      'subscribed',
      'performance',
      'private' as const,
    ),
    value: constantFrom('generic', 'invalidCallID', 'resourceBusy', '4711'),
  }),
  constant({ category: 'private', value: 'cSTAPrivateDataInfoError' } as const),
  constant({ category: 'unspecified', value: 'unspecified' } as const),
);

export const INVOKE_ID = integer({ min: 0, max: 9_999 });

function event(
  name: CstaEvent['event'],
  parts: Readonly<Record<string, Arbitrary<unknown>>>,
): Arbitrary<CstaEvent> {
  const required = [...ABOUT, 'device', 'isOn', 'state', 'name'].filter(
    (key) => key === 'event' || key in parts,
  );
  return some({ event: constant(name), ...parts }, required) as Arbitrary<CstaEvent>;
}

/** A record whose other members may be absent altogether. */
function some<T>(
  members: { readonly [K in keyof T]-?: Arbitrary<NonNullable<T[K]>> } | object,
  required: readonly string[],
): Arbitrary<T> {
  return record(members as Record<string, Arbitrary<unknown>>, {
    requiredKeys: [...required],
  }) as unknown as Arbitrary<T>;
}
