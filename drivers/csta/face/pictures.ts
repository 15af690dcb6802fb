import { CrosspointError } from '../../../src/base/errors.ts';
import { staticDevice } from '../../../src/spi/connection.ts';
import type { CallSnapshot } from '../../../src/spi/driver.ts';
import type { Endpoint } from '../model/identifiers.ts';
import type { FaceDevices } from './face-devices.ts';
import type { Handlers } from './handlers.ts';
import type { SharedSnapshots } from './shared-snapshots.ts';
import type { WireCalls } from './wire-calls.ts';
import { deviceNamed, wireCaller, wireParty } from './wire-parties.ts';

export interface PicturesParts {
  readonly snapshots: SharedSnapshots;
  readonly devices: FaceDevices;
  readonly calls: WireCalls;
}

/** The snapshot services (ECMA-269 §16.1), out of snapshots of the link. */
export function pictures({ snapshots, devices, calls }: PicturesParts): Handlers {
  const endpointsOf = (call: CallSnapshot): Endpoint[] =>
    call.connections
      .filter(({ state }) => state !== 'null')
      .map(({ connection, state, party }) => ({
        connection: calls.wireOf(connection),
        party: wireParty(party, devices.isTrunk),
        state,
      }));
  return {
    snapshotDevice: async ({ device }) => {
      const name = deviceNamed(device);
      const snapshot = await snapshots.take();
      if (!snapshot.devices.some((info) => info.device === name)) {
        throw new CrosspointError('unknown-device', `the switch has no device ${name}`);
      }
      const own = snapshot.calls.map((call) => ({
        ...call,
        connections: call.connections.filter(({ connection }) => {
          return staticDevice(connection.device) === name;
        }),
      }));
      return { connections: own.flatMap(endpointsOf) };
    },
    snapshotCall: async ({ connection }) => {
      const id = calls.callOf(connection);
      const snapshot = await snapshots.take();
      const call = snapshot.calls.find((one) => one.call === id);
      if (call === undefined) throw new CrosspointError('unknown-call', `call ${id} has ended`);
      const { callingDevice, calledDevice, correlator } = call;
      const callerOf = (party: typeof callingDevice) => wireCaller(party ?? {}, devices.isTrunk);
      return {
        endpoints: endpointsOf(call),
        ...(callingDevice === undefined ? {} : { callingDevice: callerOf(callingDevice) }),
        ...(calledDevice === undefined ? {} : { calledDevice: callerOf(calledDevice) }),
        ...(correlator === undefined ? {} : { correlator }),
      };
    },
  };
}
