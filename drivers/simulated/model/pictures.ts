import type { CallSnapshot, SwitchSnapshot } from '../../../src/spi/driver.ts';
import type { Call } from './call.ts';
import type { Exchange } from './exchange.ts';

/** Everything as it is now. */
export function snapshotOf(x: Exchange): SwitchSnapshot {
  return {
    devices: [...x.devices.values()].map((device) => device.info()),
    calls: [...x.calls.values()].map(callSnapshot),
  };
}

export function callSnapshot(call: Call): CallSnapshot {
  return {
    call: call.id,
    ...(call.correlator === undefined ? {} : { correlator: call.correlator }),
    callingDevice: call.calling,
    calledDevice: call.called,
    connections: call.connections.map(({ id, state, party }) => ({
      connection: id,
      state,
      party,
    })),
  };
}
