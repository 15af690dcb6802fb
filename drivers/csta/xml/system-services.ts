import type { ServiceArgs, ServiceName, ServiceResult, SystemStatus } from '../model/requests.ts';
import type { CallService } from './call-services.ts';
import { capabilities } from './capabilities.ts';
import { cdrRecords } from './cdr-records.ts';
import { deviceList } from './device-list.ts';
import type { DeviceService } from './device-services.ts';
import { monitorFilter } from './monitor-filter.ts';
import { integer, stringData, text, truth, words } from './plain-forms.ts';
import { connection, device, number, party } from './party-forms.ts';
import { privateData } from './private-data.ts';
import { answered, plain, told, type ServicesOf } from './service-words.ts';
import { may, need, nothing, otherwise, shape, type Form, type Member } from './shape.ts';
import { snapshotCallResult, snapshotDeviceResult } from './snapshots.ts';

type MonitorObject = ServiceArgs<'monitorStart'>['object'];

const systemStatus: Form<SystemStatus> = words({
  initializing: 'initializing',
  enabled: 'enabled',
  normal: 'normal',
  messagesLost: 'messagesLost',
  disabled: 'disabled',
  overloadImminent: 'overloadImminent',
  overloadReached: 'overloadReached',
  overloadRelieved: 'overloadRelieved',
  partiallyDisabled: 'partiallyDisabled',
});

const monitorObject: Form<MonitorObject> = {
  write: (out, name, object) => {
    out.group(name, () => {
      if ('device' in object) device.write(out, 'deviceObject', object.device);
      else connection.write(out, 'callObject', object.call);
    });
  },
  read: (from) => {
    const call = from.child('callObject');
    if (call !== undefined) return { call: connection.read(call) };
    return { device: device.read(from.need('deviceObject')) };
  },
};

const monitorType: Member<ServiceArgs<'monitorStart'>> = {
  write: (out, { object }) => out.leaf('monitorType', 'device' in object ? 'device' : 'call'),
  read: () => ({}),
};

/** OpenScape sends a SystemStatus without a status as a sign of life. */
const status = otherwise<{ readonly status: SystemStatus }, 'status'>(
  'status',
  'systemStatus',
  systemStatus,
  'normal',
);

const numberOfRecords: Member<ServiceArgs<'cdrReport'>> = {
  write: (out, { records }) => out.leaf('numberOfRecordsSent', String(records.length)),
  read: () => ({}),
};

type SystemService = Exclude<ServiceName, CallService | DeviceService>;

/** Monitors, snapshots, system, routeing, call records, escape (ECMA-269 §13–§16, §27, §28). */
export const SYSTEM_SERVICES: ServicesOf<SystemService> = {
  monitorStart: answered<'monitorStart'>(
    'MonitorStart',
    shape(
      need('object', 'monitorObject', monitorObject),
      may('filterOut', 'requestedMonitorFilter', monitorFilter),
      monitorType,
    ),
    shape(need('crossRef', 'monitorCrossRefID', text)),
  ),
  changeMonitorFilter: plain<'changeMonitorFilter'>(
    'ChangeMonitorFilter',
    shape(
      need('crossRef', 'monitorCrossRefID', text),
      otherwise('filterOut', 'requestedFilterList', monitorFilter, []),
    ),
  ),
  monitorStop: plain<'monitorStop'>(
    'MonitorStop',
    shape(need('crossRef', 'monitorCrossRefID', text)),
  ),
  snapshotDevice: answered<'snapshotDevice'>(
    'SnapshotDevice',
    shape(need('device', 'snapshotObject', device)),
    snapshotDeviceResult,
  ),
  snapshotCall: answered<'snapshotCall'>(
    'SnapshotCall',
    shape(need('connection', 'snapshotObject', connection)),
    snapshotCallResult,
  ),
  systemStatus: plain<'systemStatus'>('SystemStatus', shape(status)),
  requestSystemStatus: answered<'requestSystemStatus'>(
    'RequestSystemStatus',
    nothing,
    shape(status),
  ),
  getSwitchingFunctionDevices: answered<'getSwitchingFunctionDevices'>(
    'GetSwitchingFunctionDevices',
    nothing,
    shape(need('crossRef', 'serviceCrossRefID', text)),
  ),
  switchingFunctionDevices: told<'switchingFunctionDevices'>(
    'SwitchingFunctionDevices',
    shape(
      need('crossRef', 'serviceCrossRefID', text),
      may('segment', 'segmentID', integer),
      otherwise('isLast', 'lastSegment', truth, true),
      otherwise('devices', 'deviceList', deviceList, []),
    ),
  ),
  getSwitchingFunctionCapabilities: answered<'getSwitchingFunctionCapabilities'>(
    'GetSwitchingFunctionCaps',
    nothing,
    capabilities,
  ),
  routeRegister: answered<'routeRegister'>(
    'RouteRegister',
    shape(may('device', 'routeingDevice', device)),
    shape(need('registerId', 'routeRegisterReqID', text)),
  ),
  routeRegisterCancel: plain<'routeRegisterCancel'>(
    'RouteRegisterCancel',
    shape(need('registerId', 'routeRegisterReqID', text)),
  ),
  routeRequest: told<'routeRequest'>(
    'RouteRequest',
    shape(
      routeingCrossRef(),
      may('currentRoute', 'currentRoute', party),
      may('callingDevice', 'callingDevice', party),
      may('connection', 'routedCall', connection),
      may('correlator', 'correlatorData', stringData),
    ),
  ),
  reRoute: told<'reRoute'>('ReRoute', shape(routeingCrossRef())),
  routeSelect: told<'routeSelect'>(
    'RouteSelect',
    shape(routeingCrossRef(), need('routeSelected', 'routeSelected', number)),
  ),
  routeUsed: told<'routeUsed'>(
    'RouteUsed',
    shape(routeingCrossRef(), may('routeUsed', 'routeUsed', party)),
  ),
  routeEnd: told<'routeEnd'>('RouteEnd', shape(routeingCrossRef())),
  escape: answered<'escape'>(
    'Escape',
    shape(otherwise('privateData', 'privateData', privateData, '')),
    shape<ServiceResult<'escape'>>({
      write: (out, { privateData: data }) => {
        if (data === undefined || out.wording.privateData === 'none') return;
        out.group('extensions', () => privateData.write(out, 'privateData', data));
      },
      read: (from) => {
        const data = (from.child('extensions') ?? from).child('privateData');
        return data === undefined ? {} : { privateData: privateData.read(data) };
      },
    }),
  ),
  startCdrTransmission: answered<'startCdrTransmission'>(
    'StartCDRTransmission',
    { write: (out) => out.leaf('transferMode', 'transferAtEndOfCall'), read: () => undefined },
    shape(need('cdrCrossRef', 'cdrCrossRefID', text)),
  ),
  stopCdrTransmission: plain<'stopCdrTransmission'>(
    'StopCDRTransmission',
    shape(need('cdrCrossRef', 'cdrCrossRefID', text)),
  ),
  cdrReport: plain<'cdrReport'>(
    'CDRReport',
    shape(
      need('cdrCrossRef', 'cdrCrossRefID', text),
      numberOfRecords,
      otherwise('records', 'cdrInfo', cdrRecords, []),
    ),
  ),
};

function routeingCrossRef<T extends { readonly routeingCrossRef: string }>(): Member<T> {
  return need<T, 'routeingCrossRef'>('routeingCrossRef', 'crossRefIdentifier', text);
}
