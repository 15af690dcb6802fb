import type {
  QueryDeviceArgument,
  QueryDeviceInformation,
  QueryDeviceResult,
  SetDeviceFeature,
} from '../../generated/phase-1.ts';
import type { DeviceId } from '../../model/identifiers.ts';
import { malformed } from '../malformed.ts';
import { fromAgentParameter, fromAgentState, toAgentParameter, toAgentState } from './agents.ts';
import { fromDevice, toDevice } from './devices.ts';
import { fromForwarding, fromForwardingList, toForwarding } from './forwardings.ts';
import { ACKNOWLEDGED, say } from './say.ts';

type Feature = 'msgWaitingOn' | 'doNotDisturb' | 'forward' | 'agentState';

/**
 * Features of devices (ECMA-179, ECMA-217): one operation sets and one asks, and what is in them
 * says which feature. Phase III has a service for each.
 */
export const FEATURES = {
  setDoNotDisturb: say('setDoNotDisturb', 'setFeature', {
    toArgument: ({ device, isOn }) => set(device, { doNotDisturb: isOn }),
    fromArgument: ({ device, feature }) =>
      'doNotDisturb' in feature
        ? { device: fromDevice(device), isOn: feature.doNotDisturb }
        : undefined,
    ...ACKNOWLEDGED,
  }),
  getDoNotDisturb: say('getDoNotDisturb', 'queryDevice', {
    ...query('doNotDisturb'),
    toResult: ({ isOn }) => ({ doNotDisturb: isOn }),
    fromResult: (result) => ({ isOn: told(result, 'doNotDisturb').doNotDisturb }),
  }),
  setForwarding: say('setForwarding', 'setFeature', {
    toArgument: ({ device, ...forwarding }) => set(device, { forward: toForwarding(forwarding) }),
    fromArgument: ({ device, feature }) =>
      'forward' in feature
        ? { device: fromDevice(device), ...fromForwarding(feature.forward) }
        : undefined,
    ...ACKNOWLEDGED,
  }),
  getForwarding: say('getForwarding', 'queryDevice', {
    ...query('forward'),
    toResult: ({ forwardings }) => ({
      forward: forwardings.map((forwarding) => ({ parameter: toForwarding(forwarding) })),
    }),
    fromResult: (result) => ({
      forwardings: fromForwardingList(told(result, 'forward').forward),
    }),
  }),
  setMessageWaiting: say('setMessageWaiting', 'setFeature', {
    toArgument: ({ device, isOn }) => set(device, { msgWaitingOn: isOn }),
    fromArgument: ({ device, feature }) =>
      'msgWaitingOn' in feature
        ? { device: fromDevice(device), isOn: feature.msgWaitingOn }
        : undefined,
    ...ACKNOWLEDGED,
  }),
  getMessageWaiting: say('getMessageWaiting', 'queryDevice', {
    ...query('msgWaitingOn'),
    toResult: ({ isOn }) => ({ msgWaitingOn: isOn }),
    fromResult: (result) => ({ isOn: told(result, 'msgWaitingOn').msgWaitingOn }),
  }),
  setAgentState: say('setAgentState', 'setFeature', {
    toArgument: ({ device, ...asked }) =>
      set(device, { requestedAgentState: toAgentParameter(asked) }),
    fromArgument: ({ device, feature }) =>
      'requestedAgentState' in feature
        ? { device: fromDevice(device), ...fromAgentParameter(feature.requestedAgentState) }
        : undefined,
    ...ACKNOWLEDGED,
  }),
  // One state, of whoever is logged on there.
  getAgentState: say('getAgentState', 'queryDevice', {
    ...query('agentState'),
    toResult: ({ agents }) => ({ agentState: toAgentState(agents[0]?.state ?? 'null') }),
    fromResult: (result) => ({
      agents: [{ state: fromAgentState(told(result, 'agentState').agentState) }],
    }),
  }),
} as const;

function set(device: DeviceId, feature: SetDeviceFeature) {
  return { device: toDevice(device), feature };
}

function query(feature: Feature) {
  return {
    toArgument: ({ device }: { readonly device: DeviceId }): QueryDeviceArgument => ({
      device: toDevice(device),
      feature,
    }),
    fromArgument: (argument: QueryDeviceArgument) =>
      argument.feature === feature ? { device: fromDevice(argument.device) } : undefined,
  } as const;
}

/** What was asked for; a switch may say it with more beside it. */
function told<Asked extends Feature>(
  result: QueryDeviceResult,
  feature: Asked,
): Extract<QueryDeviceInformation, Readonly<Record<Asked, unknown>>> {
  const information = 'resultSeq' in result ? result.resultSeq.feature : result;
  if (feature in information) return information as never;
  throw malformed(`an answer about something else than ${feature}`);
}
