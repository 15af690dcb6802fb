import type { MonitorWords } from '../../profiles/profile.ts';
import { malformed } from '../malformed.ts';
import { present } from '../present.ts';
import { fromConnection, toConnection } from './connections.ts';
import { fromDevice, toDevice } from './devices.ts';
import { EarlyFilters, type FilterBits } from './monitor-filter.ts';
import { ACKNOWLEDGED, say } from './say.ts';

/**
 * Monitoring services (ECMA-179, ECMA-217). What is monitored says by itself which type of monitor
 * it is.
 */
export function monitors(bits: FilterBits, words: MonitorWords) {
  const filters = new EarlyFilters(bits, words);
  return {
    monitorStart: say('monitorStart', 'monitorStart', {
      toArgument: ({ object, filterOut }) => ({
        monitorObject:
          'device' in object
            ? { device: toDevice(object.device) }
            : { call: toConnection(object.call) },
        monitorFilter: filters.started(filterOut),
      }),
      fromArgument: ({ monitorObject, monitorFilter }) => {
        const filterOut = filters.read(monitorFilter);
        if ('device' in monitorObject) {
          return present({ object: { device: fromDevice(monitorObject.device) }, filterOut });
        }
        if ('call' in monitorObject) {
          return present({ object: { call: fromConnection(monitorObject.call) }, filterOut });
        }
        throw malformed('a monitor on neither a device nor a call');
      },
      toResult: ({ crossRef }) => ({ resultSeq: { crossRefIdentifier: crossRef } }),
      fromResult: (result) => ({ crossRef: crossRefIn(result, 'resultSeq') }),
    }),
    changeMonitorFilter: say('changeMonitorFilter', 'changeMonitorFilter', {
      toArgument: ({ crossRef, filterOut }) => ({
        crossRefIdentifier: crossRef,
        filterList: filters.changed(filterOut),
      }),
      fromArgument: ({ crossRefIdentifier, filterList }) => ({
        crossRef: crossRefIdentifier,
        filterOut: filters.read(filterList) ?? [],
      }),
      // Which filter it was given, whoever asked knows.
      toResult: () => ({ filterList: {} }),
      fromResult: () => undefined,
    }),
    monitorStop: say('monitorStop', 'monitorStop', {
      toArgument: ({ crossRef }) => ({ crossRefIdentifier: crossRef }),
      fromArgument: (argument) => ({ crossRef: crossRefIn(argument, 'argumentSeq') }),
      ...ACKNOWLEDGED,
    }),
  } as const;
}

interface WithCrossRef {
  readonly crossRefIdentifier: string;
}

/** A cross reference stands bare, or in a SEQUENCE with what goes with it. */
export function crossRefIn(said: object, sequence: 'argumentSeq' | 'resultSeq'): string {
  const { [sequence]: inside = said } = said as Readonly<Record<string, object>>;
  if ('crossRefIdentifier' in inside) return (inside as WithCrossRef).crossRefIdentifier;
  throw malformed('there is no cross reference');
}
