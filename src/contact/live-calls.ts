import type { Call, DeviceKind } from '../../schemas/generated/types.ts';
import { viewCall } from '../telephony/call-record.ts';
import type { Telephony } from '../telephony/telephony.ts';
import { deviceNumber } from './other-party.ts';

/** What screen pops ask of telephony. */
export interface LiveCalls {
  all(): readonly Call[];
  find(id: string): Call | undefined;
  /** `device` is `SWITCH:NUMBER`; undefined where the switch does not list it. */
  kindOf(device: string): DeviceKind | undefined;
}

export function liveCallsOf(telephony: Telephony): LiveCalls {
  return {
    all: () => telephony.calls(),
    find: (id) => {
      const found = telephony.findCall(id);
      return found === undefined ? undefined : viewCall(found.call);
    },
    kindOf: (device) => {
      const switchId = device.slice(0, device.indexOf(':'));
      return telephony.switches.get(switchId)?.devices.get(deviceNumber(device))?.kind;
    },
  };
}
