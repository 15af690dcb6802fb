import type { ServiceArgs, ServiceName, ServiceResult } from '../../model/requests.ts';
import type { SeededValues } from './seeded-values.ts';

type Make<Value> = (v: SeededValues) => Value;

/** In the order of the filters. */
const GROUPS = ['callControl', 'physical', 'logical', 'maintenance', 'voice', 'private'] as const;
const STATUSES = [
  'initializing',
  'normal',
  'disabled',
  'overloadRelieved',
  'partiallyDisabled',
] as const;
const FORWARDINGS = ['immediate', 'busy', 'noAnswer', 'doNotDisturb'] as const;

const ofDevice = (v: SeededValues) => ({ device: v.device() });
const ofConnection = (v: SeededValues) => ({ connection: v.connection() });
const heldAndActive = (v: SeededValues) => ({
  heldCall: v.connection(),
  activeCall: v.connection(),
});
const maybeCall = (v: SeededValues) => v.maybe('connection', () => v.connection());
const nothing = () => undefined;
const isOn = (v: SeededValues) => ({ device: v.device(), isOn: v.truth() });
const forwarding = (v: SeededValues) => ({
  type: v.oneOf(FORWARDINGS),
  isOn: v.truth(),
  ...v.maybe('forwardTo', () => v.digits()),
});
const routeing = (v: SeededValues) => ({ routeingCrossRef: v.hex() });

/** Arguments of every service by chance; the compiler demands that none is forgotten. */
export const SEEDED_ARGS: { readonly [Name in ServiceName]: Make<ServiceArgs<Name>> } = {
  makeCall: (v) => ({
    callingDevice: v.device(),
    calledNumber: v.digits(),
    ...v.maybe('autoOriginate', () => v.oneOf(['prompt', 'doNotPrompt'] as const)),
    ...v.maybe('correlator', () => v.text()),
    ...v.maybe('userData', () => v.text()),
    ...v.maybe('accountCode', () => v.digits()),
  }),
  answerCall: ofConnection,
  clearConnection: ofConnection,
  clearCall: ofConnection,
  holdCall: ofConnection,
  retrieveCall: ofConnection,
  consultationCall: (v) => ({
    existingCall: v.connection(),
    consultedNumber: v.digits(),
    ...v.maybe('correlator', () => v.text()),
  }),
  alternateCall: heldAndActive,
  reconnectCall: heldAndActive,
  transferCall: heldAndActive,
  conferenceCall: heldAndActive,
  singleStepTransferCall: (v) => ({ activeCall: v.connection(), transferredTo: v.digits() }),
  singleStepConferenceCall: (v) => ({ activeCall: v.connection(), deviceToJoin: v.device() }),
  deflectCall: (v) => ({ connection: v.connection(), newDestination: v.digits() }),
  directedPickupCall: (v) => ({
    callToBePickedUp: v.connection(),
    requestingDevice: v.device(),
  }),
  parkCall: (v) => ({ connection: v.connection(), parkTo: v.device() }),
  generateDigits: (v) => ({
    connection: v.connection(),
    digits: v.digits(),
    ...v.maybe('durationMs', () => v.number()),
  }),
  setDoNotDisturb: isOn,
  getDoNotDisturb: ofDevice,
  setForwarding: (v) => ({ device: v.device(), ...forwarding(v) }),
  getForwarding: ofDevice,
  setMessageWaiting: isOn,
  getMessageWaiting: ofDevice,
  setAgentState: (v) => ({
    device: v.device(),
    state: v.oneOf(['loggedOn', 'loggedOff', 'ready', 'notReady', 'workingAfterCall'] as const),
    ...v.maybe('agentId', () => v.digits()),
    ...v.maybe('password', () => v.digits()),
    ...v.maybe('group', () => v.device()),
  }),
  getAgentState: ofDevice,
  setDisplay: (v) => ({ device: v.device(), text: v.digits() }),
  monitorStart: (v) => ({
    object: v.truth() ? { device: v.device() } : { call: v.connection() },
    ...v.maybe('filterOut', () => [
      'callControl' as const,
      ...GROUPS.slice(1).filter(() => v.truth()),
    ]),
  }),
  changeMonitorFilter: (v) => ({ crossRef: v.hex(), filterOut: GROUPS.filter(() => v.truth()) }),
  monitorStop: (v) => ({ crossRef: v.hex() }),
  snapshotDevice: ofDevice,
  snapshotCall: ofConnection,
  systemStatus: (v) => ({ status: v.oneOf(STATUSES) }),
  requestSystemStatus: nothing,
  getSwitchingFunctionDevices: nothing,
  switchingFunctionDevices: (v) => ({
    crossRef: v.hex(),
    ...v.maybe('segment', () => v.number()),
    isLast: v.truth(),
    devices: v.several(() => ({
      device: { form: 'dialingNumber', value: v.digits() } as const,
      ...v.maybe('name', () => v.name()),
      ...v.maybe('category', () =>
        v.oneOf(['station', 'acd', 'acdGroup', 'huntGroup', 'pickGroup', 'trunk', 'trunkGroup']),
      ),
    })),
  }),
  getSwitchingFunctionCapabilities: nothing,
  routeRegister: (v) => v.maybe('device', () => v.device()),
  routeRegisterCancel: (v) => ({ registerId: v.hex() }),
  routeRequest: (v) => ({
    routeingCrossRef: v.hex(),
    ...v.maybe('callingDevice', () => v.party()),
    ...v.maybe('currentRoute', () => v.party()),
    ...v.maybe('connection', () => v.connection()),
    ...v.maybe('correlator', () => v.text()),
  }),
  reRoute: routeing,
  routeSelect: (v) => ({ routeingCrossRef: v.hex(), routeSelected: v.digits() }),
  routeUsed: (v) => ({ routeingCrossRef: v.hex(), ...v.maybe('routeUsed', () => v.party()) }),
  routeEnd: routeing,
  escape: (v) => ({ privateData: v.oneOf(['A40BA009A407A105A0030A0105', '0500', '05000402ABCD']) }),
  startCdrTransmission: nothing,
  stopCdrTransmission: (v) => ({ cdrCrossRef: v.hex() }),
  cdrReport: (v) => ({
    cdrCrossRef: v.hex(),
    records: v.several(() => ({
      ...v.maybe('recordNumber', () => v.number()),
      ...v.maybe('callingDevice', () => v.party()),
      ...v.maybe('calledDevice', () => v.party()),
      ...v.maybe('associatedCallingDevice', () => v.party()),
      ...v.maybe('associatedCalledDevice', () => v.party()),
      ...v.maybe('startTime', () => v.time()),
      ...v.maybe('endTime', () => v.time()),
      ...v.maybe('durationMs', () => v.number() * 1_000),
      ...v.maybe('accountCode', () => v.digits()),
      ...v.maybe('charge', () => v.oneOf(['12', '1.25 EUR', '0.005 EUR', '7 CHF'])),
      ...v.maybe('cause', () => v.oneOf(['normalClearing', 'callTransferred', '77'])),
    })),
  }),
};

/** Positive results of every service by chance. */
export const SEEDED_RESULTS: { readonly [Name in ServiceName]: Make<ServiceResult<Name>> } = {
  makeCall: ofConnection,
  answerCall: nothing,
  clearConnection: nothing,
  clearCall: nothing,
  holdCall: nothing,
  retrieveCall: nothing,
  consultationCall: ofConnection,
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
  getDoNotDisturb: (v) => ({ isOn: v.truth() }),
  setForwarding: nothing,
  getForwarding: (v) => ({ forwardings: v.several(() => forwarding(v)) }),
  setMessageWaiting: nothing,
  getMessageWaiting: (v) => ({ isOn: v.truth() }),
  setAgentState: nothing,
  getAgentState: (v) => ({
    agents: v.several(() => ({
      ...v.maybe('agentId', () => v.digits()),
      ...v.maybe('group', () => v.device()),
      state: v.oneOf(['notReady', 'null', 'ready', 'busy', 'workingAfterCall'] as const),
    })),
  }),
  setDisplay: nothing,
  monitorStart: (v) => ({ crossRef: v.hex() }),
  changeMonitorFilter: nothing,
  monitorStop: nothing,
  snapshotDevice: (v) => ({ connections: v.several(() => v.endpoint()) }),
  snapshotCall: (v) => ({
    endpoints: v.several(() => v.endpoint()),
    ...v.maybe('callingDevice', () => v.party()),
    ...v.maybe('calledDevice', () => v.party()),
    ...v.maybe('correlator', () => v.text()),
  }),
  systemStatus: nothing,
  requestSystemStatus: (v) => ({ status: v.oneOf(STATUSES) }),
  getSwitchingFunctionDevices: (v) => ({ crossRef: v.hex() }),
  switchingFunctionDevices: nothing,
  getSwitchingFunctionCapabilities: (v) => ({
    services: ['monitorStart', 'snapshotDevice', 'makeCall', 'setForwarding'].filter(() =>
      v.truth(),
    ),
    events: ['delivered', 'established', 'doNotDisturb', 'outOfService'].filter(() => v.truth()),
  }),
  routeRegister: (v) => ({ registerId: v.hex() }),
  routeRegisterCancel: nothing,
  routeRequest: nothing,
  reRoute: nothing,
  routeSelect: nothing,
  routeUsed: nothing,
  routeEnd: nothing,
  escape: (v) => v.maybe('privateData', () => v.oneOf(['0500', '05000402ABCD'])),
  startCdrTransmission: (v) => ({ cdrCrossRef: v.hex() }),
  stopCdrTransmission: nothing,
  cdrReport: nothing,
};
