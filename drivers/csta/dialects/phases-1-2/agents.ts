import type {
  AgentLogInfo,
  AgentParameter,
  AgentState as WireState,
} from '../../generated/phase-1.ts';
import type { AgentState, ServiceArgs } from '../../model/requests.ts';
import { malformed } from '../malformed.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import { fromDeviceIfAny, toDevice } from './devices.ts';

type Asked = Omit<ServiceArgs<'setAgentState'>, 'device'>;

/** An agent with a call is ready for calls; work after a call is done either way. */
const STATES = {
  null: 'null',
  notReady: 'notReady',
  ready: 'ready',
  busy: 'ready',
  workingAfterCall: 'workNotReady',
} as const satisfies Record<AgentState, WireState>;

export function toAgentState(state: AgentState): WireState {
  return STATES[state];
}

/** A state from the future is that of somebody who is logged on. */
export function fromAgentState(state: WireState): AgentState {
  if (state === 'workNotReady' || state === 'workReady') return 'workingAfterCall';
  return typeof state === 'number' ? 'notReady' : state;
}

/** Logging on and off says who; the other states are those of whoever is logged on. */
export function toAgentParameter({ state, agentId, password, group }: Asked): AgentParameter {
  const info = {
    agentID: octetsIfAny(agentId),
    agentGroup: group && toDevice(group),
    password: octetsIfAny(password),
  };
  switch (state) {
    case 'loggedOn':
      return { loggedOn: info };
    case 'loggedOff':
      return { loggedOff: info };
    case 'notReady':
      return { notReady: null };
    case 'ready':
      return { ready: null };
    case 'workingAfterCall':
      return { workNotReady: null };
  }
}

export function fromAgentParameter(parameter: AgentParameter): Asked {
  if ('loggedOn' in parameter) return { state: 'loggedOn', ...fromLogInfo(parameter.loggedOn) };
  if ('loggedOff' in parameter) return { state: 'loggedOff', ...fromLogInfo(parameter.loggedOff) };
  if ('notReady' in parameter) return { state: 'notReady' };
  if ('ready' in parameter) return { state: 'ready' };
  if ('$unknown' in parameter) throw malformed('no agent state that can be read');
  return { state: 'workingAfterCall' };
}

function fromLogInfo({ agentID, agentGroup, password }: AgentLogInfo): Omit<Asked, 'state'> {
  return present({
    agentId: textIfAny(agentID),
    password: textIfAny(password),
    group: fromDeviceIfAny(agentGroup),
  });
}
