import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { DeviceInfo } from '../../../src/spi/device.ts';
import type { AskedLink } from './link-in-turn.ts';
import { SERVICES } from '../../../src/spi/services.ts';
import { dialingNumber } from '../model/identifiers.ts';
import type { ServiceArgs } from '../model/requests.ts';
import type { Session } from '../session/session.ts';
import { CountedNames } from './counted-names.ts';
import { categoryOf } from './face-devices.ts';
import type { FaceOptions } from './face-options.ts';
import type { Handlers } from './handlers.ts';
import type { SharedSnapshots } from './shared-snapshots.ts';

/** What the face answers whatever the link can do. */
const OWN_SERVICES = [
  'changeMonitorFilter',
  'snapshotDevice',
  'snapshotCall',
  'getDoNotDisturb',
  'getForwarding',
  'systemStatus',
  'requestSystemStatus',
  'getSwitchingFunctionDevices',
  'getSwitchingFunctionCapabilities',
  'startCdrTransmission',
  'stopCdrTransmission',
] as const;

const EVENTS = [
  'callCleared',
  'conferenced',
  'connectionCleared',
  'delivered',
  'diverted',
  'established',
  'failed',
  'held',
  'networkReached',
  'originated',
  'queued',
  'retrieved',
  'serviceInitiated',
  'transferred',
  'doNotDisturb',
  'forwarding',
  'backInService',
  'outOfService',
] as const;

export interface SystemServicesParts {
  readonly link: AskedLink;
  readonly clock: Clock;
  readonly snapshots: SharedSnapshots;
  readonly options: FaceOptions;
  readonly session: Session;
}

/** The system services that a client asks for (ECMA-269 §14), and escapes (§28.1). */
export function systemServices(parts: SystemServicesParts): Handlers {
  const { link, clock, snapshots, options, session } = parts;
  const { identifiers: form, crossRefOctets: octets, devicesPerReport } = options;
  const names = new CountedNames({ form, octets });
  return {
    getSwitchingFunctionDevices: async () => {
      const { devices } = await snapshots.take();
      const crossRef = names.next(() => false);
      // The list comes behind the answer, which says what it will be called.
      clock.setTimeout(() => {
        for (const args of segments(devices, crossRef, devicesPerReport)) {
          session.request('switchingFunctionDevices', args).catch(() => {});
        }
      }, 0);
      return { crossRef };
    },
    getSwitchingFunctionCapabilities: () => ({
      services: [...SERVICES.filter((one) => link.capabilities.has(one)), ...OWN_SERVICES],
      events: EVENTS,
    }),
    escape: async ({ privateData }) => {
      if (options.escape === undefined) {
        throw new CrosspointError('service-not-supported', 'there is nothing to escape to');
      }
      const answer = await options.escape(privateData);
      return answer === undefined ? {} : { privateData: answer };
    },
  };
}

/** The list in reports of a few devices each; one without any where there is none. */
function segments(
  devices: readonly DeviceInfo[],
  crossRef: string,
  perReport: number,
): ServiceArgs<'switchingFunctionDevices'>[] {
  const count = Math.max(1, Math.ceil(devices.length / perReport));
  return Array.from({ length: count }, (_, index) => ({
    crossRef,
    segment: index + 1,
    isLast: index === count - 1,
    devices: devices.slice(index * perReport, (index + 1) * perReport).map((info) => ({
      device: dialingNumber(info.device),
      category: categoryOf(info),
      ...(info.name === undefined ? {} : { name: info.name }),
    })),
  }));
}
