import { SERVICES_OF_PHASE } from './services.ts';
import type { AcseAssociation, Profile, SerialLine } from './profile.ts';

const LINE: SerialLine = {
  baudRate: 9_600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};

/** Versions of ECMA-285 Annex A by their bits. */
export const VERSION_BITS = {
  'ECMA-180': '1',
  'ECMA-218': '01',
  'ISO-18052': '0001',
  'ECMA-285 2nd edition': '00001',
} as const;

export const ASSOCIATION_OF_218: AcseAssociation = {
  kind: 'acse',
  applicationContext: '1.3.12.0.218',
  sendsProtocolVersion: true,
  abstractSyntax: '1.3.12.0.218.200',
  versions: VERSION_BITS['ECMA-218'],
  definition: 'old',
};

/** What all have in common; a profile says what is different. */
const ORDINARY = {
  port: 7_001,
  serialLine: LINE,
  awaitStatusMs: 0,
  keepAliveMs: 0,
  requestTimeoutMs: 5_000,
  maxInvokeId: 32_767,
  limits: { outstanding: 32, perSecond: 500, startUpPerSecond: 200, waiting: 1_000 },
  asksCapabilities: false,
  privateData: 'opaque',
  xml: {},
  devicesPerSegment: 8,
} as const;

const LENGTH_16 = { kind: 'length16' } as const;

/** ECMA-179/180 by the book, without an association. */
export const GENERIC_PHASE_1: Profile = {
  ...ORDINARY,
  phase: 'I',
  framing: { tcp: LENGTH_16, serial: { kind: 'hipath-v24' } },
  association: { kind: 'none' },
  monitor: { filter: 'absent', polarity: 'set-bit-filters-out', filterOut: [] },
  services: SERVICES_OF_PHASE.I,
  properties: ['callingName'],
};

/** ECMA-217/218 by the book. */
export const GENERIC_PHASE_2: Profile = {
  ...ORDINARY,
  phase: 'II',
  framing: { tcp: LENGTH_16, serial: { kind: 'hipath-v24' } },
  association: ASSOCIATION_OF_218,
  monitor: { filter: 'absent', polarity: 'set-bit-filters-out', filterOut: [] },
  services: SERVICES_OF_PHASE.II,
  // A consultation call has no room for a correlator in this phase.
  properties: ['callingName'],
};

/** ECMA-269/285 by the book; the switch is asked what it has. */
export const GENERIC_PHASE_3: Profile = {
  ...ORDINARY,
  phase: 'III',
  framing: { tcp: LENGTH_16, serial: { kind: 'hipath-v24' } },
  association: {
    ...ASSOCIATION_OF_218,
    abstractSyntax: '1.3.12.0.285.200',
    versions: VERSION_BITS['ECMA-285 2nd edition'],
    definition: 'new',
  },
  monitor: { filter: 'absent', polarity: 'set-bit-filters-out', filterOut: [] },
  services: SERVICES_OF_PHASE.III,
  properties: ['callingName', 'correlatorData'],
  asksCapabilities: true,
};

/** ECMA-323 over TCP with the header of its Annex G, and an ECMA-354 session. */
export const GENERIC_XML: Profile = {
  ...GENERIC_PHASE_3,
  phase: 'XML',
  port: 1_040,
  framing: { tcp: { kind: 'csta-xml' }, serial: { kind: 'csta-xml' } },
  association: { kind: 'application-session' },
  maxInvokeId: 9_998,
  // A session ends that is not asked for again within three minutes.
  keepAliveMs: 60_000,
  devicesPerSegment: 50,
};
