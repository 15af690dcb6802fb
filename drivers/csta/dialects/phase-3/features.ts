import {
  type AgentInfo,
  type AgentState as WireAgentState,
  type AgentStateEntry,
  type ForwardingType as WireForwardingType,
  type ForwardListItem,
  type RequestedAgentState,
} from '../../generated/phase-3.ts';
import type {
  AgentState,
  ForwardingType,
  ServiceArgs,
  ServiceResult,
} from '../../model/requests.ts';
import { malformed } from '../malformed.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import {
  fromDevice,
  fromDeviceIfAny,
  fromNumber,
  toDevice,
  toDeviceIfAny,
  toNumber,
} from './devices.ts';
import { ACKNOWLEDGED, say } from './say.ts';

type Forwarding = ServiceResult<'getForwarding'>['forwardings'][number];
type Agent = ServiceResult<'getAgentState'>['agents'][number];
type RequestedState = ServiceArgs<'setAgentState'>['state'];

const OF_DEVICE = {
  toArgument: ({ device }: ServiceArgs<'getForwarding'>) => ({ device: toDevice(device) }),
  fromArgument: (wire: { readonly device: ReturnType<typeof toDevice> }) => ({
    device: fromDevice(wire.device),
  }),
} as const;

/** Features of devices (ECMA-269 §20, §22; ECMA-285 §22, §23). */
export const FEATURES = {
  setDoNotDisturb: say('setDoNotDisturb', 'setDoNotDisturb', {
    toArgument: ({ device, isOn }) => ({ device: toDevice(device), doNotDisturbOn: isOn }),
    fromArgument: (wire) => ({ device: fromDevice(wire.device), isOn: wire.doNotDisturbOn }),
    ...ACKNOWLEDGED,
  }),
  getDoNotDisturb: say('getDoNotDisturb', 'getDoNotDisturb', {
    ...OF_DEVICE,
    toResult: ({ isOn }) => ({ doNotDisturbOn: isOn }),
    fromResult: (wire) => ({ isOn: wire.doNotDisturbOn }),
  }),
  setForwarding: say('setForwarding', 'setForwarding', {
    toArgument: ({ device, type, isOn, forwardTo }) => ({
      device: toDevice(device),
      forwardingType: FORWARDING[type],
      activateForward: isOn,
      forwardDN: forwardTo === undefined ? undefined : toNumber(forwardTo),
    }),
    fromArgument: (wire) =>
      present({
        device: fromDevice(wire.device),
        type: fromForwardingType(wire.forwardingType) ?? 'immediate',
        isOn: wire.activateForward,
        forwardTo: wire.forwardDN && fromNumber(wire.forwardDN),
      }),
    ...ACKNOWLEDGED,
  }),
  getForwarding: say('getForwarding', 'getForwarding', {
    ...OF_DEVICE,
    toResult: ({ forwardings }) => ({ forwardingList: forwardings.map(toForwarding) }),
    fromResult: (wire) => ({ forwardings: wire.forwardingList.map(fromForwarding) }),
  }),
  setMessageWaiting: say('setMessageWaiting', 'setMessageWaitingIndicator', {
    toArgument: ({ device, isOn }) => ({ device: toDevice(device), messageWaitingOn: isOn }),
    fromArgument: (wire) => ({ device: fromDevice(wire.device), isOn: wire.messageWaitingOn }),
    ...ACKNOWLEDGED,
  }),
  getMessageWaiting: say('getMessageWaiting', 'getMessageWaitingIndicator', {
    ...OF_DEVICE,
    toResult: ({ isOn }) => ({ messageWaitingOn: isOn }),
    fromResult: (wire) => ({ isOn: wire.messageWaitingOn }),
  }),
  setAgentState: say('setAgentState', 'setAgentState', {
    toArgument: ({ device, state, agentId, password, group }) => ({
      device: toDevice(device),
      requestedAgentState: state,
      agentID: octetsIfAny(agentId),
      password: octetsIfAny(password),
      group: toDeviceIfAny(group),
    }),
    fromArgument: (wire) =>
      present({
        device: fromDevice(wire.device),
        state: requestedState(wire.requestedAgentState),
        agentId: textIfAny(wire.agentID),
        password: textIfAny(wire.password),
        group: fromDeviceIfAny(wire.group),
      }),
    toResult: () => null,
    fromResult: () => undefined,
  }),
  getAgentState: say('getAgentState', 'getAgentState', {
    ...OF_DEVICE,
    toResult: ({ agents }) => ({ agentStateList: agents.map(toAgent) }),
    fromResult: (wire) => ({ agents: wire.agentStateList.flatMap(fromAgent) }),
  }),
  setDisplay: say('setDisplay', 'setDisplay', {
    toArgument: ({ device, text }) => ({ device: toDevice(device), contentsOfDisplay: text }),
    fromArgument: (wire) => ({
      device: fromDevice(wire.device),
      text: wire.contentsOfDisplay ?? '',
    }),
    ...ACKNOWLEDGED,
  }),
} as const;

const FORWARDING = {
  immediate: 'forwardImmediate',
  busy: 'forwardBusy',
  noAnswer: 'forwardNoAns',
  doNotDisturb: 'forwardDND',
} as const satisfies Record<ForwardingType, WireForwardingType>;

const AGENT_STATES = {
  notReady: 'agentNotReady',
  null: 'agentNull',
  ready: 'agentReady',
  busy: 'agentBusy',
  workingAfterCall: 'agentWorkingAfterCall',
} as const satisfies Record<AgentState, WireAgentState>;

export function toForwardingType(type: ForwardingType | undefined): WireForwardingType | undefined {
  return type && FORWARDING[type];
}

/** What differs for internal and external calls is one here. */
export function fromForwardingType(
  type: WireForwardingType | undefined,
): ForwardingType | undefined {
  if (typeof type !== 'string') return undefined;
  if (type.startsWith('forwardImm')) return 'immediate';
  if (type.startsWith('forwardBusy')) return 'busy';
  return type.startsWith('forwardNoAns') ? 'noAnswer' : 'doNotDisturb';
}

function toForwarding({ type, isOn, forwardTo }: Forwarding): ForwardListItem {
  return {
    forwardingType: FORWARDING[type],
    forwardStatus: isOn,
    forwardDN: forwardTo === undefined ? undefined : toNumber(forwardTo),
  };
}

function fromForwarding({ forwardingType, forwardStatus, forwardDN }: ForwardListItem): Forwarding {
  return present({
    type: fromForwardingType(forwardingType) ?? 'immediate',
    isOn: forwardStatus,
    forwardTo: forwardDN && fromNumber(forwardDN),
  });
}

/** The standard has a list of groups for each agent; the neutral message one entry for each group. */
function toAgent({ agentId, group, state }: Agent): AgentStateEntry {
  return {
    agentID: octetsIfAny(agentId),
    loggedOn: state !== 'null',
    agentInfo: [{ acdGroup: toDeviceIfAny(group), agentState: AGENT_STATES[state] }],
  };
}

function fromAgent({
  agentID,
  loggedOn = true,
  agentInfo = [],
}: AgentStateEntry): readonly Agent[] {
  const agentId = agentID === '' ? undefined : textIfAny(agentID);
  if (agentInfo.length === 0) {
    return [present({ agentId, state: loggedOn ? ('notReady' as const) : ('null' as const) })];
  }
  return agentInfo.map((info: AgentInfo) =>
    present({
      agentId,
      group: fromDeviceIfAny(info.acdGroup),
      state:
        fromAgentState(info.agentState) ?? (loggedOn ? ('notReady' as const) : ('null' as const)),
    }),
  );
}

function fromAgentState(state: WireAgentState | undefined): AgentState | undefined {
  const found = Object.entries(AGENT_STATES).find(([, said]) => said === state);
  return found?.[0] as AgentState | undefined;
}

function requestedState(state: RequestedAgentState): RequestedState {
  if (typeof state === 'string') return state;
  throw malformed(`there is no agent state ${state}`);
}
