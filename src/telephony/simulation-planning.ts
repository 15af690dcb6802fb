import { CrosspointError } from '../base/errors.ts';
import { checkedData } from './call-data.ts';
import type { Command } from './command.ts';
import type { Plan } from './plan.ts';
import { dialString, requireDevice } from './plan.ts';
import type { Switch } from './switch.ts';

type SimulationCommand = Extract<
  Command,
  { command: 'simulate-call' | 'simulate-hang-up' | 'simulate-fault' }
>;

/** The far end of a simulated switch plays the outside world. */
export function planSimulation(owner: Switch, command: SimulationCommand): Plan {
  const { farEnd } = owner;
  if (farEnd === undefined) {
    throw new CrosspointError('service-not-supported', `${owner.id} is not a simulated switch`);
  }
  switch (command.command) {
    case 'simulate-call': {
      const { from, name, digits, data } = command;
      const to = dialString(owner, command.to);
      return {
        switch: owner,
        makes: { device: undefined, data: checkedData(data ?? {}) },
        send: async (correlator) => {
          const { call } = await farEnd.dialIn({ from, to, name, digits, correlator });
          return call;
        },
        isFulfilled: (made) => made !== undefined && owner.calls.get(made) !== undefined,
      };
    }
    case 'simulate-hang-up': {
      const call = owner.calls.get(command.call);
      if (call === undefined) {
        throw new CrosspointError('unknown-call', `there is no call ${command.call}`);
      }
      return {
        switch: owner,
        callId: call.id,
        send: async () => {
          await farEnd.hangUpOutside(call.switchCall);
          return undefined;
        },
        isFulfilled: () => owner.calls.get(call.id) === undefined,
      };
    }
    case 'simulate-fault': {
      const { fault } = command;
      if (!farEnd.faults.has(fault.kind)) {
        throw new CrosspointError('service-not-supported', `${owner.id} cannot do ${fault.kind}`);
      }
      const local =
        'device' in fault ? { ...fault, device: requireDevice(owner, fault.device) } : fault;
      return {
        switch: owner,
        send: async () => {
          await farEnd.inject(local);
          return undefined;
        },
        isFulfilled: () => true,
      };
    }
  }
}
