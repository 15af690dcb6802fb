import type { MonitorFilter } from '../../generated/phase-3.ts';
import { malformed } from '../malformed.ts';
import { MonitorFilters, type FilterPart } from '../monitor-filter.ts';
import { present } from '../present.ts';
import type { MonitorWords } from '../../profiles/profile.ts';
import { fromConnection, fromDevice, toConnection, toDevice } from './devices.ts';
import { ACKNOWLEDGED, say } from './say.ts';

/** MonitorFilter of ECMA-285 §19: the groups in the order of the notation, each as long as it is sent. */
const PARTS: readonly FilterPart[] = [
  {
    group: 'callControl',
    member: 'callControl',
    bits: 18,
    told: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  },
  { group: 'callAssociated', member: 'callAssociated', bits: 5, told: [] },
  { group: 'media', member: 'mediaAttachment', bits: 2, told: [] },
  { group: 'physical', member: 'physicalDeviceFeature', bits: 11, told: [5] },
  {
    group: 'logical',
    member: 'logicalDeviceFeature',
    bits: 14,
    told: [0, 1, 2, 3, 4, 5, 11, 12],
  },
  { group: 'maintenance', member: 'maintenance', bits: 3, told: [0, 1] },
  { group: 'voice', member: 'voiceUnit', bits: 7, told: [] },
  { group: 'private', member: 'private', bits: 1, told: [] },
];

/** Monitoring services (ECMA-269 §15.1). */
export function monitors(words: MonitorWords) {
  const filters = new MonitorFilters<MonitorFilter>(PARTS, words);
  return {
    monitorStart: say('monitorStart', 'monitorStart', {
      toArgument: ({ object, filterOut }) => ({
        monitorObject:
          'device' in object
            ? { deviceObject: toDevice(object.device) }
            : { callObject: toConnection(object.call) },
        requestedMonitorFilter: filters.started(filterOut),
        // A switch may take a call to stand for its device where it is not told otherwise.
        monitorType: 'call' in object ? 'call' : undefined,
      }),
      fromArgument: ({ monitorObject, requestedMonitorFilter }) => {
        const filterOut = filters.read(requestedMonitorFilter);
        if ('deviceObject' in monitorObject) {
          return present({ object: { device: fromDevice(monitorObject.deviceObject) }, filterOut });
        }
        if ('callObject' in monitorObject) {
          return present({ object: { call: fromConnection(monitorObject.callObject) }, filterOut });
        }
        throw malformed('a monitor on neither a device nor a call');
      },
      toResult: ({ crossRef }) => ({ crossRefIdentifier: crossRef }),
      fromResult: ({ crossRefIdentifier }) => ({ crossRef: crossRefIdentifier }),
    }),
    changeMonitorFilter: say('changeMonitorFilter', 'changeMonitorFilter', {
      toArgument: ({ crossRef, filterOut }) => ({
        crossRefIdentifier: crossRef,
        requestedFilterList: filters.changed(filterOut),
      }),
      fromArgument: ({ crossRefIdentifier, requestedFilterList }) => ({
        crossRef: crossRefIdentifier,
        filterOut: filters.read(requestedFilterList) ?? [],
      }),
      toResult: () => null,
      fromResult: () => undefined,
    }),
    monitorStop: say('monitorStop', 'monitorStop', {
      toArgument: ({ crossRef }) => ({ crossRefIdentifier: crossRef }),
      fromArgument: ({ crossRefIdentifier }) => ({ crossRef: crossRefIdentifier }),
      ...ACKNOWLEDGED,
    }),
  } as const;
}
