import type { ForwardingType, ServiceArgs, ServiceResult } from '../model/requests.ts';
import { agentState, requestedAgentState } from './agent-forms.ts';
import { exactText, text, truth, typedHex, words } from './plain-forms.ts';
import { device, number } from './party-forms.ts';
import { answered, plain, type ServicesOf } from './service-words.ts';
import {
  fixed,
  inElement,
  listOf,
  may,
  need,
  otherwise,
  shape,
  type Form,
  type Shape,
} from './shape.ts';

/** ForwardingType (ECMA-269 §12.2.12): what differs for internal and external calls is one here. */
export const forwardingType: Form<ForwardingType> = words({
  immediate: ['forwardImmediate', 'forwardImmInt', 'forwardImmExt'],
  busy: ['forwardBusy', 'forwardBusyInt', 'forwardBusyExt'],
  noAnswer: ['forwardNoAns', 'forwardNoAnsInt', 'forwardNoAnsExt'],
  doNotDisturb: ['forwardDND', 'forwardDNDInt', 'forwardDNDExt'],
});

type Forwarding = ServiceResult<'getForwarding'>['forwardings'][number];
type Agent = ServiceResult<'getAgentState'>['agents'][number];
type AgentInfo = Pick<Agent, 'group' | 'state'>;
interface AgentEntry {
  readonly agentId?: string;
  readonly isLoggedOn: boolean;
  readonly infos?: readonly AgentInfo[];
}

const forwardings = listOf<Forwarding>(
  'forwardListItem',
  inElement(
    shape(
      need('type', 'forwardingType', forwardingType),
      need('isOn', 'forwardStatus', truth),
      may('forwardTo', 'forwardDN', number),
    ),
  ),
);

const agentEntries = listOf<AgentEntry>(
  'agentStateEntry',
  inElement(
    shape<AgentEntry>(
      may('agentId', 'agentID', text),
      otherwise('isLoggedOn', 'loggedOnState', truth, true),
      may(
        'infos',
        'agentInfo',
        listOf<AgentInfo>(
          'agentInfoItem',
          inElement(
            shape<AgentInfo>(
              may('group', 'acdGroup', device),
              need('state', 'agentState', agentState),
            ),
          ),
        ),
      ),
    ),
  ),
);

/** The schema has a list of groups for each agent; the neutral message one entry for each group. */
const agents: Form<readonly Agent[]> = {
  write: (out, name, values) => {
    const entries = values.map(({ agentId, ...info }) => ({
      ...(agentId === undefined ? {} : { agentId }),
      isLoggedOn: info.state !== 'null',
      infos: [info],
    }));
    agentEntries.write(out, name, entries);
  },
  read: (from) => agentEntries.read(from).flatMap(flatten),
};

export type DeviceService =
  | 'setDoNotDisturb'
  | 'getDoNotDisturb'
  | 'setForwarding'
  | 'getForwarding'
  | 'setMessageWaiting'
  | 'getMessageWaiting'
  | 'setAgentState'
  | 'getAgentState'
  | 'setDisplay';

/** Logical and physical device features (ECMA-269 §20, §22). */
export const DEVICE_SERVICES: ServicesOf<DeviceService> = {
  setDoNotDisturb: plain<'setDoNotDisturb'>(
    'SetDoNotDisturb',
    shape(need('device', 'device', device), need('isOn', 'doNotDisturbOn', truth)),
  ),
  getDoNotDisturb: answered<'getDoNotDisturb'>(
    'GetDoNotDisturb',
    ofDevice(),
    isOn('doNotDisturbOn'),
  ),
  setForwarding: plain<'setForwarding'>(
    'SetForwarding',
    shape(
      need('device', 'device', device),
      otherwise('type', 'forwardingType', forwardingType, 'immediate'),
      need('isOn', 'activateForward', truth),
      may('forwardTo', 'forwardDN', number),
    ),
  ),
  getForwarding: answered<'getForwarding'>(
    'GetForwarding',
    ofDevice(),
    shape(otherwise('forwardings', 'forwardingList', forwardings, [])),
  ),
  setMessageWaiting: plain<'setMessageWaiting'>(
    'SetMessageWaitingIndicator',
    shape(need('device', 'device', device), need('isOn', 'messageWaitingOn', truth)),
  ),
  getMessageWaiting: answered<'getMessageWaiting'>(
    'GetMessageWaitingIndicator',
    ofDevice(),
    isOn('messageWaitingOn'),
  ),
  setAgentState: plain<'setAgentState'>(
    'SetAgentState',
    shape(
      need('device', 'device', device),
      need('state', 'requestedAgentState', requestedAgentState),
      may('agentId', 'agentID', text),
      may('password', 'password', typedHex),
      may('group', 'group', device),
    ),
  ),
  getAgentState: answered<'getAgentState'>(
    'GetAgentState',
    ofDevice(),
    shape(otherwise('agents', 'agentStateList', agents, [])),
  ),
  setDisplay: plain<'setDisplay'>(
    'SetDisplay',
    shape(
      need('device', 'device', device),
      fixed('physicalBaseRowNumber', '0'),
      fixed('physicalBaseColumnNumber', '0'),
      need('text', 'contentsOfDisplay', exactText),
    ),
  ),
};

function ofDevice(): Shape<ServiceArgs<'getForwarding'>> {
  return shape(need('device', 'device', device));
}

function isOn(element: string): Shape<{ readonly isOn: boolean }> {
  return shape(need('isOn', element, truth));
}

function flatten({ agentId, isLoggedOn, infos }: AgentEntry): readonly Agent[] {
  const id = agentId === undefined || agentId === '' ? {} : { agentId };
  if (infos === undefined || infos.length === 0) {
    return [{ ...id, state: isLoggedOn ? 'notReady' : 'null' }];
  }
  return infos.map((info) => ({ ...id, ...info }));
}
