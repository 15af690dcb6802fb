import {
  ASSOCIATION_OF_218,
  GENERIC_PHASE_1,
  GENERIC_PHASE_3,
  GENERIC_PHASE_2,
  VERSION_BITS,
} from './generic.ts';
import type { Profile } from './profile.ts';
import type { ServiceName } from '../model/requests.ts';

/** Panasonic KX-TDA, KX-TDE, KX-NS: phase III on TCP port 33333, small PDUs, no login. */
export const PANASONIC_KX: Profile = {
  ...GENERIC_PHASE_3,
  port: 33_333,
  framing: { tcp: { kind: 'length16', maxPdu: 240 }, serial: { kind: 'length16', maxPdu: 240 } },
  association: {
    kind: 'acse',
    applicationContext: '1.3.12.0.218',
    sendsProtocolVersion: true,
    abstractSyntax: '1.3.12.0.285.200',
    versions: VERSION_BITS['ECMA-285 2nd edition'].padEnd(16, '0'),
    definition: 'new',
  },
  awaitStatusMs: 3_000,
  limits: { outstanding: 8, perSecond: 50, startUpPerSecond: 20, waiting: 1_000 },
  monitor: { filter: 'empty', polarity: 'set-bit-filters-out', filterOut: [] },
  services: without(GENERIC_PHASE_3.services, [
    'getSwitchingFunctionDevices',
    'getSwitchingFunctionCapabilities',
    'setDisplay',
    'routeRegister',
    'routeRegisterCancel',
  ]),
  asksCapabilities: false,
  privateData: 'panasonic',
  devicesPerSegment: 4,
};

/** Siemens HiPath 3000, OpenOffice: phase III with a login; on a V.24 line with frames of its own. */
export const HIPATH_3000: Profile = {
  ...GENERIC_PHASE_3,
  port: 7_001,
  framing: { tcp: { kind: 'hipath-tcp' }, serial: { kind: 'hipath-v24' } },
  serialLine: { ...GENERIC_PHASE_3.serialLine, baudRate: 19_200 },
  association: {
    kind: 'acse',
    applicationContext: '1.3.12.0.218',
    sendsProtocolVersion: false,
    versions: VERSION_BITS['ISO-18052'].padEnd(16, '0'),
    definition: 'new',
    login: { name: 'AMHOST', password: '77777' },
  },
  awaitStatusMs: 3_000,
  limits: { outstanding: 4, perSecond: 25, startUpPerSecond: 10, waiting: 1_000 },
  monitor: { filter: 'full', polarity: 'set-bit-filters-out', filterOut: [] },
  services: without(GENERIC_PHASE_3.services, [
    'getSwitchingFunctionDevices',
    'getSwitchingFunctionCapabilities',
    'startCdrTransmission',
    'stopCdrTransmission',
  ]),
  asksCapabilities: false,
  devicesPerSegment: 4,
};

/** Alcatel OmniPCX Office: phase II on TCP port 2555 behind a greeting, under the name of phase I. */
export const OMNIPCX_OFFICE: Profile = {
  ...GENERIC_PHASE_2,
  port: 2_555,
  framing: { tcp: { kind: 'omnipcx' }, serial: { kind: 'omnipcx' } },
  association: {
    ...ASSOCIATION_OF_218,
    applicationContext: '1.3.12.0.180',
    versions: '11000',
  },
  awaitStatusMs: 3_000,
  limits: { outstanding: 4, perSecond: 25, startUpPerSecond: 10, waiting: 1_000 },
};

/** Ericsson MD110 with Application Link 2.0: phase I, 16-bit lengths, no association. */
export const MD110_APPLINK: Profile = {
  ...GENERIC_PHASE_1,
  port: 2_555,
  framing: { tcp: { kind: 'length16' }, serial: { kind: 'length16' } },
  limits: { outstanding: 4, perSecond: 25, startUpPerSecond: 10, waiting: 1_000 },
  services: without(GENERIC_PHASE_1.services, ['clearCall']),
};

function without(
  services: readonly ServiceName[],
  missing: readonly ServiceName[],
): readonly ServiceName[] {
  return services.filter((service) => !missing.includes(service));
}
