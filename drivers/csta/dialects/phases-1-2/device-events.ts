import type * as wire from '../../generated/phase-1.ts';
import type { CstaEvent } from '../../model/event-report.ts';
import type { WireParty } from '../../model/identifiers.ts';
import { needed } from '../device-identifier.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import { fromDeviceIfAny, fromParty, toDevice, toParty } from './devices.ts';
import { eventForm, type EventForm, type Told } from './event-form.ts';
import { fromForwardingTold, toForwardingTold } from './forwardings.ts';

type AgentEventState = Told<'agentState'>['state'];

/** Events of features and of maintenance (ECMA-179, ECMA-217). */
export const DEVICE_EVENTS = {
  doNotDisturb: eventForm<'doNotDisturb', wire.DoNotDisturbEvent>({
    toBody: ({ device, isOn }) => ({ device: toParty(device), doNotDisturbOn: isOn }),
    fromBody: ({ device, doNotDisturbOn }) => ({
      event: 'doNotDisturb',
      device: fromParty(device) ?? {},
      isOn: needed(doNotDisturbOn, 'word on whether do-not-disturb is on'),
    }),
  }),
  forwarding: eventForm<'forwarding', wire.ForwardingEvent>({
    toBody: ({ device, ...forwarding }) => ({
      device: toParty(device),
      forwardingInformation: toForwardingTold(forwarding),
    }),
    fromBody: ({ device, forwardingInformation }) => ({
      event: 'forwarding',
      device: fromParty(device) ?? {},
      ...fromForwardingTold(forwardingInformation),
    }),
  }),
  messageWaiting: eventForm<'messageWaiting', wire.MessageWaitingEvent>({
    toBody: ({ device, isOn }) => ({ targetDevice: toParty(device), messageWaitingOn: isOn }),
    fromBody: ({ targetDevice, deviceForMessage, messageWaitingOn }) => ({
      event: 'messageWaiting',
      device: fromParty(targetDevice ?? deviceForMessage) ?? {},
      isOn: needed(messageWaitingOn, 'word on whether a message is waiting'),
    }),
  }),
  backInService: eventForm<'backInService', wire.ServiceStateEvent>({
    toBody: ({ device }) => ({ device: toDeviceInService(device) }),
    fromBody: ({ device }) => ({ event: 'backInService', device: fromDeviceInService(device) }),
  }),
  outOfService: eventForm<'outOfService', wire.ServiceStateEvent>({
    toBody: ({ device }) => ({ device: toDeviceInService(device) }),
    fromBody: ({ device }) => ({ event: 'outOfService', device: fromDeviceInService(device) }),
  }),
} as const;

/** The event that says an agent to be in this state now. */
export function agentEvent(state: AgentEventState): EventForm {
  return eventForm<'agentState', wire.AgentEvent>({
    toBody: ({ device, agentId, group }) => ({
      agentDevice: toParty(device),
      agentID: octetsIfAny(agentId),
      agentGroup: group && toDevice(group),
    }),
    fromBody: ({ agentDevice, agentID, agentGroup }) =>
      present({
        event: 'agentState',
        device: fromParty(agentDevice) ?? {},
        state,
        agentId: textIfAny(agentID),
        group: fromDeviceIfAny(agentGroup),
      }),
  });
}

/** What an agent's event is about; that of the null state is logging off. */
export function agentStateOf(event: CstaEvent): AgentEventState | undefined {
  if (event.event !== 'agentState') return undefined;
  return event.state === 'null' ? 'loggedOff' : event.state;
}

/** A device alone; a name or a reason goes with a subject device. */
function toDeviceInService(party: WireParty): wire.DeviceOrSubject {
  const { device, name } = party;
  if (device === undefined || (name !== undefined && name !== '')) {
    return { subjectDevice: toParty(party) };
  }
  return { deviceID: toDevice(device) };
}

function fromDeviceInService(said: wire.DeviceOrSubject | undefined): WireParty {
  if (said === undefined) return {};
  if ('deviceID' in said) return fromParty(said.deviceID) ?? {};
  return ('subjectDevice' in said && fromParty(said.subjectDevice)) || {};
}
