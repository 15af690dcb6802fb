import type {
  DeviceMaintenanceEvents,
  EventSpecificInfo,
  LogicalDeviceFeatureEvents,
  PhysicalDeviceFeatureEvents,
} from '../../generated/phase-3.ts';
import type { CstaEvent } from '../../model/event-report.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import {
  fromDeviceIfAny,
  fromNumber,
  fromParty,
  toDeviceIfAny,
  toNumber,
  toParty,
} from './devices.ts';
import type { EventDetails } from './event-details.ts';
import { fromForwardingType, toForwardingType } from './features.ts';
import { otherEvent } from './other-event.ts';

type AgentEvent = Extract<CstaEvent, { readonly event: 'agentState' }>;
type Party = Parameters<typeof fromParty>[0];

/** Features and maintenance of devices (ECMA-269 §21.2, §22.2, §25). `undefined` for what is no such event. */
export function toDeviceEvent(
  event: CstaEvent,
  { cause, extensions }: EventDetails,
): EventSpecificInfo | undefined {
  switch (event.event) {
    case 'doNotDisturb':
      return logical({
        doNotDisturb: { device: toParty(event.device), doNotDisturbOn: event.isOn, extensions },
      });
    case 'forwarding':
      return logical({
        forwarding: {
          device: toParty(event.device),
          forwardingType: toForwardingType(event.type),
          forwardStatus: event.isOn,
          forwardTo: event.forwardTo === undefined ? undefined : toNumber(event.forwardTo),
          extensions,
        },
      });
    case 'agentState':
      return toAgentEvent(event, { cause, extensions });
    case 'messageWaiting':
      return {
        physicalDeviceFeatureEvents: {
          messageWaiting: {
            targetDevice: toParty(event.device),
            messageWaitingOn: event.isOn,
            extensions,
          },
        },
      };
    case 'backInService':
    case 'outOfService': {
      const state = { device: toParty(event.device), cause, extensions };
      return {
        deviceMaintenanceEvents:
          event.event === 'backInService' ? { backInService: state } : { outOfService: state },
      };
    }
    default:
      return undefined;
  }
}

/** A state that no event tells of (`null`) is not said. */
function toAgentEvent(
  { state, device, agentId, group }: AgentEvent,
  { cause, extensions }: EventDetails,
): EventSpecificInfo | undefined {
  const agent = {
    agentDevice: toParty(device),
    agentID: octetsIfAny(agentId),
    acdGroup: toDeviceIfAny(group),
    cause,
    extensions,
  };
  switch (state) {
    case 'busy':
      return logical({ agentBusy: agent });
    case 'loggedOn':
      return logical({ agentLoggedOn: agent });
    case 'loggedOff':
      return logical({ agentLoggedOff: agent });
    case 'notReady':
      return logical({ agentNotReady: agent });
    case 'ready':
      return logical({ agentReady: agent });
    case 'workingAfterCall':
      return logical({ agentWorkingAfterCall: agent });
    case 'null':
      return undefined;
  }
}

function logical(event: LogicalDeviceFeatureEvents): EventSpecificInfo {
  return { logicalDeviceFeatureEvents: event };
}

const AGENT_EVENTS: Readonly<Record<string, AgentEvent['state']>> = {
  agentBusy: 'busy',
  agentLoggedOn: 'loggedOn',
  agentLoggedOff: 'loggedOff',
  agentNotReady: 'notReady',
  agentReady: 'ready',
  agentWorkingAfterCall: 'workingAfterCall',
};

export function fromLogicalEvent(wire: LogicalDeviceFeatureEvents): CstaEvent {
  if ('doNotDisturb' in wire) {
    const { device, doNotDisturbOn: isOn = true } = wire.doNotDisturb;
    return { event: 'doNotDisturb', device: fromParty(device), isOn };
  }
  if ('forwarding' in wire) {
    const { device, forwardingType, forwardStatus, forwardTo } = wire.forwarding;
    return present({
      event: 'forwarding' as const,
      device: fromParty(device),
      type: fromForwardingType(forwardingType),
      isOn: forwardStatus,
      forwardTo: forwardTo && fromNumber(forwardTo),
    });
  }
  const [name = '', value] = Object.entries(wire)[0] ?? [];
  const state = AGENT_EVENTS[name];
  if (state === undefined) return otherEvent(wire);
  const { agentDevice, agentID, acdGroup } = value as {
    readonly agentDevice: Party;
    readonly agentID?: string;
    readonly acdGroup?: Parameters<typeof fromDeviceIfAny>[0];
  };
  return present({
    event: 'agentState' as const,
    device: fromParty(agentDevice),
    state,
    agentId: agentID === '' ? undefined : textIfAny(agentID),
    group: fromDeviceIfAny(acdGroup),
  });
}

export function fromPhysicalEvent(wire: PhysicalDeviceFeatureEvents): CstaEvent {
  if (!('messageWaiting' in wire)) return otherEvent(wire);
  const { targetDevice, messageWaitingOn: isOn = true } = wire.messageWaiting;
  return { event: 'messageWaiting', device: fromParty(targetDevice), isOn };
}

export function fromMaintenanceEvent(wire: DeviceMaintenanceEvents): CstaEvent {
  if ('backInService' in wire) {
    return { event: 'backInService', device: fromParty(wire.backInService.device) };
  }
  if ('outOfService' in wire) {
    return { event: 'outOfService', device: fromParty(wire.outOfService.device) };
  }
  return otherEvent(wire);
}
