import type { SystemStatus as WireStatus } from '../../generated/phase-3.ts';
import type { SystemStatus } from '../../model/requests.ts';
import { contentOf, elementsOf } from '../private-data.ts';
import { present } from '../present.ts';
import { fromCapabilities, toCapabilities } from './capabilities.ts';
import { fromListedDevice, toListedDevice } from './device-list.ts';
import { ACKNOWLEDGED, say } from './say.ts';

/** System status, capability exchange, and what a maker adds (ECMA-269 §13, §14, §28). */
export const SYSTEM = {
  systemStatus: say('systemStatus', 'systemStatus', {
    toArgument: ({ status }) => ({ systemStatus: status }),
    fromArgument: ({ systemStatus }) => ({ status: statusOf(systemStatus) }),
    ...ACKNOWLEDGED,
  }),
  requestSystemStatus: say('requestSystemStatus', 'requestSystemStatus', {
    toArgument: () => ({}),
    fromArgument: () => undefined,
    toResult: ({ status }) => ({ systemStatus: status }),
    fromResult: ({ systemStatus }) => ({ status: statusOf(systemStatus) }),
  }),
  getSwitchingFunctionDevices: say('getSwitchingFunctionDevices', 'getSwitchingFunctionDevices', {
    toArgument: () => ({}),
    fromArgument: () => undefined,
    toResult: ({ crossRef }) => ({ serviceCrossRefID: crossRef }),
    fromResult: ({ serviceCrossRefID }) => ({ crossRef: serviceCrossRefID }),
  }),
  switchingFunctionDevices: say('switchingFunctionDevices', 'switchingFunctionDevices', {
    toArgument: ({ crossRef, segment, isLast, devices }) => ({
      serviceCrossRefID: crossRef,
      segmentID: segment,
      lastSegment: isLast,
      deviceList: devices.map(toListedDevice),
    }),
    fromArgument: ({ serviceCrossRefID, segmentID, lastSegment = true, deviceList }) =>
      present({
        crossRef: serviceCrossRefID,
        segment: segmentID,
        isLast: lastSegment,
        devices: deviceList.flatMap(fromListedDevice),
      }),
    ...ACKNOWLEDGED,
  }),
  getSwitchingFunctionCapabilities: say(
    'getSwitchingFunctionCapabilities',
    'getSwitchingFunctionCapabilities',
    {
      toArgument: () => ({ noData: null }),
      fromArgument: () => undefined,
      toResult: toCapabilities,
      fromResult: fromCapabilities,
    },
  ),
  escape: say('escape', 'escape', {
    toArgument: ({ privateData }) => {
      const [first, ...rest] = elementsOf(privateData) ?? [];
      return { privateData: first, $unknown: rest.length === 0 ? undefined : rest };
    },
    fromArgument: ({ privateData, $unknown = [] }) => ({
      privateData: [privateData ?? '', ...$unknown].join(''),
    }),
    toResult: ({ privateData }) => {
      if (privateData === undefined) return { noData: null };
      return { extensions: { privateData: elementsOf(privateData) } };
    },
    fromResult: (wire) =>
      'extensions' in wire ? present({ privateData: contentOf(wire.extensions.privateData) }) : {},
  }),
} as const;

/** A status from the future is a sign of life at least. */
function statusOf(status: WireStatus): SystemStatus {
  return typeof status === 'string' ? status : 'normal';
}
