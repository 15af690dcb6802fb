import { CrosspointError } from '../../../src/base/errors.ts';
import type { DeviceInfo } from '../../../src/spi/device.ts';
import type { AskedLink } from './link-in-turn.ts';
import type { DeviceId } from '../model/identifiers.ts';
import type { Handlers } from './handlers.ts';
import type { SharedSnapshots } from './shared-snapshots.ts';
import { deviceNamed } from './wire-parties.ts';

/** Do-not-disturb and forwarding (ECMA-269 §22.1): set by request, read out of a snapshot. */
export function deviceFeatures(link: AskedLink, snapshots: SharedSnapshots): Handlers {
  const infoOf = async (wanted: DeviceId): Promise<DeviceInfo> => {
    const name = deviceNamed(wanted);
    const { devices } = await snapshots.take();
    const info = devices.find(({ device }) => device === name);
    if (info !== undefined) return info;
    throw new CrosspointError('unknown-device', `the switch has no device ${name}`);
  };
  return {
    setDoNotDisturb: async ({ device, isOn }) => {
      await link.request('setDoNotDisturb', { device: deviceNamed(device), isOn });
    },
    getDoNotDisturb: async ({ device }) => {
      return { isOn: (await infoOf(device)).doNotDisturb === true };
    },
    setForwarding: async ({ device, type, isOn, forwardTo }) => {
      if (type !== 'immediate') {
        const what = `this switch does not forward on ${type} by request`;
        throw new CrosspointError('service-not-supported', what);
      }
      if (isOn && forwardTo === undefined) {
        throw new CrosspointError('invalid-request', 'forwarding goes nowhere');
      }
      await link.request('setForwarding', {
        device: deviceNamed(device),
        forwardTo: isOn ? forwardTo : undefined,
      });
    },
    getForwarding: async ({ device }) => {
      const { forwardedTo } = await infoOf(device);
      const isOn = forwardedTo !== undefined;
      const to = isOn ? { forwardTo: forwardedTo } : {};
      return { forwardings: [{ type: 'immediate', isOn, ...to }] };
    },
  };
}
