import { FRAMING_KINDS, type FramingKind } from './framing/framing-settings.ts';
import { PROFILES } from './profiles/profiles.ts';
import { SERVICES_OF_PHASE } from './profiles/services.ts';
import { SMDR_SCHEMA } from './smdr/smdr-schema.ts';

const text = { type: 'string', minLength: 1, maxLength: 255 } as const;
const port = { type: 'integer', minimum: 1, maximum: 65_535 } as const;
const duration = { type: 'integer', minimum: 0, maximum: 3_600_000 } as const;
const count = { type: 'integer', minimum: 1, maximum: 100_000 } as const;
const pem = { type: 'string', minLength: 1, maxLength: 65_536 } as const;
const isOn = { type: 'boolean' } as const;

function closed(properties: object, required: readonly string[] = []): object {
  return { type: 'object', additionalProperties: false, required, properties };
}

const tls = closed({
  ca: { ...pem, description: 'Whoever signed the certificate of the switch: PEM, or a file of it' },
  servername: text,
  rejectUnauthorized: { ...isOn, default: true, description: 'Whether the certificate is checked' },
  cert: { ...pem, description: 'Where the switch wants to know who calls' },
  key: pem,
});

const tcp = closed({ host: text, port, tls, connectTimeoutMs: duration, keepAliveMs: duration }, [
  'host',
]);

const serial = closed(
  {
    path: { ...text, description: 'Such as /dev/ttyS0 or COM3' },
    baudRate: { type: 'integer', minimum: 50, maximum: 4_000_000 },
    dataBits: { enum: [7, 8] },
    parity: { enum: ['none', 'even', 'odd'] },
    stopBits: { enum: [1, 2] },
    flowControl: { enum: ['none', 'rts-cts', 'xon-xoff'] },
  },
  ['path'],
);

const smdr = {
  ...closed({ tcp, serial, format: SMDR_SCHEMA }, ['format']),
  oneOf: [{ required: ['tcp'] }, { required: ['serial'] }],
  description: 'Where and how the switch prints its call records (SMDR)',
};

const replay = {
  ...closed(
    {
      file: text,
      medium: { enum: ['tcp', 'serial'] },
      speed: { type: 'number', exclusiveMinimum: 0 },
    },
    ['file'],
  ),
  description: 'A recording (see record) to be played in place of a switch',
};

const login = closed({ name: text, password: text }, ['name', 'password']);

const octets = { type: 'integer', minimum: 16, maximum: 65_535 } as const;

/** The members of each kind; framing/framing-settings.ts says what they do, and holds them to their bounds. */
const FRAMINGS: Readonly<Record<FramingKind, object>> = {
  length16: { maxPdu: octets },
  omnipcx: { maxPdu: octets, handshakeTimeoutMs: duration },
  'hipath-tcp': { maxPdu: octets },
  'hipath-v24': {
    maxPayload: octets,
    isHeaderIncluded: isOn,
    enquiryMs: duration,
    secondEnquiryMs: duration,
    giveUpMs: duration,
    nakQuietMs: duration,
    quietMs: duration,
    frameSilenceMs: duration,
    maxTransmissions: count,
    maxQueue: count,
  },
  'csta-xml': { maxPdu: octets },
  'raw-ber': { maxPdu: octets },
};

const framing = {
  description: 'How PDUs are cut out of the octets',
  type: 'object',
  required: ['kind'],
  properties: { kind: { enum: FRAMING_KINDS } },
  allOf: FRAMING_KINDS.map((kind) => ({
    if: { properties: { kind: { const: kind } } },
    // eslint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: closed({ kind: {}, ...FRAMINGS[kind] }),
  })),
};

const association = {
  oneOf: [
    closed({ kind: { const: 'none' } }, ['kind']),
    closed({ kind: { const: 'application-session' } }, ['kind']),
    closed(
      {
        kind: { const: 'acse' },
        applicationContext: { ...text, pattern: '^[0-9]+([.][0-9]+)+$' },
        sendsProtocolVersion: isOn,
        abstractSyntax: { ...text, pattern: '^[0-9]+([.][0-9]+)+$' },
        versions: { type: 'string', pattern: '^[01]{1,32}$' },
        definition: { enum: ['old', 'new'] },
        login,
      },
      ['kind', 'applicationContext', 'sendsProtocolVersion', 'versions', 'definition'],
    ),
  ],
};

/** By their names in ECMA-269. */
const service = { enum: [...new Set(Object.values(SERVICES_OF_PHASE).flat())] };

const group = {
  enum: [
    'callControl',
    'callAssociated',
    'media',
    'physical',
    'logical',
    'maintenance',
    'voice',
    'private',
  ],
} as const;

const monitor = closed({
  filter: { enum: ['absent', 'empty', 'full'] },
  polarity: { enum: ['set-bit-filters-out', 'set-bit-lets-through'] },
  filterOut: { type: 'array', items: group, maxItems: 8 },
});

const xml = closed({
  edition: { enum: [3, 4, 5, 6] },
  deviceIds: {
    oneOf: [
      closed({ form: { const: 'digits' } }, ['form']),
      closed({ form: { const: 'tel' }, suffix: text }, ['form']),
      closed({ form: { const: 'template' }, template: { ...text, pattern: '[{]number[}]' } }, [
        'form',
        'template',
      ]),
    ],
  },
  privateData: { enum: ['xml', 'hex', 'none'] },
  sessionDurationS: { type: 'integer', minimum: 10, maximum: 86_400 },
});

const device = closed(
  {
    device: { ...text, description: 'The number; #N for a device number without digits' },
    kind: { enum: ['extension', 'trunk', 'group', 'pilot'], default: 'extension' },
    name: text,
  },
  ['device'],
);

/** JSON Schema of the `settings` of a switch. Whatever is in a profile may be given beside its name. */
export const SETTINGS_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A switch that speaks CSTA, on TCP or on a serial line',
  type: 'object',
  additionalProperties: false,
  required: ['profile'],
  oneOf: [{ required: ['tcp'] }, { required: ['serial'] }, { required: ['replay'] }],
  properties: {
    profile: { enum: Object.keys(PROFILES), description: 'What the switch is' },
    tcp,
    serial,
    replay,
    login,
    devices: {
      type: 'array',
      items: device,
      maxItems: 20_000,
      description: 'Its devices, where it does not list them itself',
    },
    record: { ...text, description: 'A file that every octet of the link is written to' },
    callRecords: {
      ...isOn,
      default: false,
      description: 'Ask for call records over the link (CDR)',
    },
    smdr,
    phase: { enum: ['I', 'II', 'III', 'XML'] },
    framing,
    association,
    awaitStatusMs: duration,
    keepAliveMs: duration,
    requestTimeoutMs: { ...duration, minimum: 100 },
    maxInvokeId: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
    limits: closed({
      outstanding: count,
      perSecond: count,
      startUpPerSecond: count,
      waiting: count,
    }),
    monitor,
    services: {
      type: 'array',
      items: service,
      uniqueItems: true,
      description: 'Instead of the profile’s',
    },
    without: { type: 'array', items: service, uniqueItems: true, description: 'Services it lacks' },
    properties: { type: 'array', items: { enum: ['correlatorData', 'callingName'] } },
    asksCapabilities: isOn,
    privateData: { enum: ['opaque', 'panasonic'] },
    xml,
    devicesPerSegment: { type: 'integer', minimum: 1, maximum: 1_000 },
  },
} as const;
