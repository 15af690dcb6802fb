/** The feature keys of a phone, and which calls of the phone they are about. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import type { SimulatedFarEnd } from '../far-end.ts';
import type { Action, DirectedFeature, PlainFeature } from './scenario.ts';

type Feature = Extract<Action, { does: PlainFeature | DirectedFeature | 'do-not-disturb' }>;

export async function pressFeature(people: SimulatedFarEnd, action: Feature): Promise<void> {
  const { phone } = action;
  const one = (...states: readonly ConnectionState[]) => find(people, phone, ...states);
  const both = () => ({ heldCall: one('held'), activeCall: one('connected', 'failed') });
  switch (action.does) {
    case 'hold':
      return people.press('holdCall', { connection: one('connected') });
    case 'retrieve':
      return people.press('retrieveCall', { connection: one('held') });
    case 'alternate':
      return people.press('alternateCall', both());
    case 'reconnect':
      return people.press('reconnectCall', both());
    case 'transfer':
      return people.press('transferCall', both());
    case 'conference':
      return people.press('conferenceCall', both());
    case 'stop-forwarding':
      return people.press('setForwarding', { device: phone, forwardTo: undefined });
    case 'forward':
      return people.press('setForwarding', { device: phone, forwardTo: action.to });
    case 'do-not-disturb':
      return people.press('setDoNotDisturb', { device: phone, isOn: action.isOn });
    case 'consult': {
      const existingCall = one('connected');
      await people.press('consultationCall', { existingCall, consultedNumber: action.to });
      return;
    }
    case 'transfer-to': {
      const activeCall = one('connected');
      return people.press('singleStepTransferCall', { activeCall, transferredTo: action.to });
    }
    case 'deflect':
      return people.press('deflectCall', {
        connection: one('alerting'),
        newDestination: action.to,
      });
    case 'park':
      return people.press('parkCall', { connection: one('connected'), parkTo: action.to });
    case 'pick-up': {
      const callToBePickedUp = find(people, action.to, 'alerting', 'queued');
      return people.press('directedPickupCall', { callToBePickedUp, requestingDevice: phone });
    }
  }
}

/** The connection of a device in the first of these states that one is in. */
function find(
  people: SimulatedFarEnd,
  device: string,
  ...states: readonly ConnectionState[]
): ConnectionId {
  const all = people
    .look()
    .calls.flatMap(({ connections }) => connections)
    .filter(({ connection }) => connection.device === device);
  for (const wanted of states) {
    const found = all.find(({ state }) => state === wanted);
    if (found !== undefined) return found.connection;
  }
  throw new CrosspointError('wrong-state', `no call of ${device} is ${states.join(' or ')}`);
}
