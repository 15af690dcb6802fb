import type { Command } from './command.ts';
import type { CallRecord } from './call-record.ts';
import { checkedData } from './call-data.ts';
import type { Part, Plan } from './plan.ts';
import {
  dialString,
  heldAndActive,
  otherPart,
  requireCapability,
  requireDevice,
  requirePart,
} from './plan.ts';
import type { Switch } from './switch.ts';

type CallCommand = Exclude<
  Command,
  { command: 'make-call' | 'set-data' | 'simulate-call' | 'simulate-hang-up' | 'simulate-fault' }
>;

type On = { readonly switch: Switch; readonly call: CallRecord };

/** A phone makes a call (ECMA-269 §17.1.13). */
export function planMakeCall(
  owner: Switch,
  command: Extract<Command, { command: 'make-call' }>,
): Plan {
  requireCapability(owner, 'makeCall');
  const device = requireDevice(owner, command.from);
  const calledNumber = dialString(owner, command.to);
  return {
    switch: owner,
    device,
    makes: { device, data: checkedData(command.data ?? {}) },
    send: async (correlator) => {
      const answer = await owner.link.request('makeCall', {
        callingDevice: device,
        calledNumber,
        autoOriginate: command.autoAnswer,
        correlator,
      });
      return answer.initiatedCall.call;
    },
    isFulfilled: (made) => made !== undefined && owner.calls.get(made) !== undefined,
  };
}

/** A command on a call: what it needs (the service's initial state) and what shows its success. */
export function planCallCommand(on: On, command: CallCommand): Plan {
  switch (command.command) {
    case 'answer':
      requireCapability(on.switch, 'answerCall');
      return onePart(
        requirePart(on, command.device, ['alerting', 'queued']),
        'answerCall',
        'connected',
      );
    case 'hold':
      requireCapability(on.switch, 'holdCall');
      return onePart(requirePart(on, command.device, ['connected']), 'holdCall', 'held');
    case 'retrieve':
      requireCapability(on.switch, 'retrieveCall');
      return onePart(requirePart(on, command.device, ['held']), 'retrieveCall', 'connected');
    case 'clear':
      return planClear(on, command.device);
    case 'consult':
      return planConsult(on, command);
    case 'alternate':
    case 'reconnect':
    case 'transfer':
    case 'conference':
      return planTwoCalls(on, command);
    case 'transfer-to':
    case 'deflect':
    case 'park':
      return planRedirect(on, command);
    case 'pickup':
      return planPickup(on, command);
    case 'digits':
      return planDigits(on, command);
  }
}

function onePart(
  part: Part,
  service: 'answerCall' | 'holdCall' | 'retrieveCall',
  state: 'connected' | 'held',
): Plan {
  return {
    ...about(part),
    send: async () => {
      await part.switch.link.request(service, { connection: part.id });
      return undefined;
    },
    isFulfilled: () => stateOf(part) === state,
  };
}

function planClear(on: On, device: string | undefined): Plan {
  const { link, calls } = on.switch;
  if (device === undefined) {
    requireCapability(on.switch, 'clearCall');
    return {
      switch: on.switch,
      callId: on.call.id,
      send: async () => {
        await link.request('clearCall', { call: on.call.switchCall });
        return undefined;
      },
      isFulfilled: () => calls.get(on.call.id) === undefined,
    };
  }
  requireCapability(on.switch, 'clearConnection');
  const states = ['initiated', 'alerting', 'connected', 'held', 'queued', 'failed'] as const;
  const part = requirePart(on, device, states);
  return {
    ...about(part),
    send: async () => {
      await link.request('clearConnection', { connection: part.id });
      return undefined;
    },
    isFulfilled: () => isGone(part),
  };
}

function planConsult(on: On, command: Extract<Command, { command: 'consult' }>): Plan {
  requireCapability(on.switch, 'consultationCall');
  const part = requirePart(on, command.device, ['connected']);
  const consultedNumber = dialString(on.switch, command.to);
  return {
    ...about(part),
    // Whoever is consulted sees what is known of the customer.
    makes: { device: part.device, data: checkedData({ ...on.call.data, ...command.data }) },
    send: async (correlator) => {
      const answer = await on.switch.link.request('consultationCall', {
        existingCall: part.id,
        consultedNumber,
        correlator,
      });
      return answer.initiatedCall.call;
    },
    isFulfilled: (made) =>
      made !== undefined && on.switch.calls.get(made) !== undefined && stateOf(part) === 'held',
  };
}

const TWO_CALL_SERVICES = {
  alternate: 'alternateCall',
  reconnect: 'reconnectCall',
  transfer: 'transferCall',
  conference: 'conferenceCall',
} as const;

function planTwoCalls(
  on: On,
  command: Extract<Command, { command: keyof typeof TWO_CALL_SERVICES }>,
): Plan {
  const service = TWO_CALL_SERVICES[command.command];
  requireCapability(on.switch, service);
  const part = requirePart(on, command.device, ['held', 'connected', 'initiated', 'failed']);
  const { held, active } = heldAndActive(part, otherPart(part, command.otherCall));
  const elder = held.call.startedAt <= active.call.startedAt ? held : active;
  const isJoin = command.command === 'transfer' || command.command === 'conference';
  return {
    ...about(part),
    send: async () => {
      await on.switch.link.request(service, { heldCall: held.id, activeCall: active.id });
      return undefined;
    },
    isFulfilled: () => {
      switch (command.command) {
        case 'alternate':
          return stateOf(held) === 'connected' && stateOf(active) === 'held';
        case 'reconnect':
          return stateOf(held) === 'connected' && isGone(active);
        case 'transfer':
          return isGone(held) && isGone(active);
        case 'conference':
          return stateOf(held) !== 'held';
      }
    },
    resultCall: isJoin ? () => on.switch.calls.successor(elder.call.id) : undefined,
  };
}

const REDIRECTS = {
  'transfer-to': { service: 'singleStepTransferCall', state: 'connected' },
  deflect: { service: 'deflectCall', state: 'alerting' },
  park: { service: 'parkCall', state: 'connected' },
} as const;

function planRedirect(
  on: On,
  command: Extract<Command, { command: keyof typeof REDIRECTS }>,
): Plan {
  const { service, state } = REDIRECTS[command.command];
  requireCapability(on.switch, service);
  const part = requirePart(on, command.device, [state]);
  const to = dialString(on.switch, command.to);
  const { link } = on.switch;
  return {
    ...about(part),
    send: async () => {
      switch (command.command) {
        case 'transfer-to':
          await link.request('singleStepTransferCall', { activeCall: part.id, transferredTo: to });
          break;
        case 'deflect':
          await link.request('deflectCall', { connection: part.id, newDestination: to });
          break;
        case 'park':
          await link.request('parkCall', { connection: part.id, parkTo: to });
          break;
      }
      return undefined;
    },
    isFulfilled: () => isGone(part),
    resultCall: () => on.switch.calls.successor(part.call.id),
  };
}

function planPickup(on: On, command: Extract<Command, { command: 'pickup' }>): Plan {
  requireCapability(on.switch, 'directedPickupCall');
  const part = requirePart(on, command.device, ['alerting', 'queued', 'held']);
  const requestingDevice = requireDevice(on.switch, command.by);
  return {
    ...about(part),
    send: async () => {
      await on.switch.link.request('directedPickupCall', {
        callToBePickedUp: part.id,
        requestingDevice,
      });
      return undefined;
    },
    isFulfilled: () => isGone(part),
    resultCall: () => on.switch.calls.successor(part.call.id),
  };
}

function planDigits(on: On, command: Extract<Command, { command: 'digits' }>): Plan {
  requireCapability(on.switch, 'generateDigits');
  const part = requirePart(on, command.device, ['connected']);
  const { durationMs } = command;
  const digits = command.digits.toUpperCase();
  return {
    ...about(part),
    send: async () => {
      await on.switch.link.request('generateDigits', { connection: part.id, digits, durationMs });
      return undefined;
    },
    isFulfilled: () => true,
  };
}

function about(part: Part): { switch: Switch; callId: string; device: string } {
  return { switch: part.switch, callId: part.call.id, device: part.device };
}

function stateOf(part: Part): string {
  return part.switch.stateOf(part.call.id, part.device);
}

function isGone(part: Part): boolean {
  return stateOf(part) === 'null';
}
