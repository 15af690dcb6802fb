import { Ajv2020 } from 'ajv/dist/2020.js';
import { CrosspointError } from '../../src/spi/index.ts';

export interface AmiSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username: string;
  readonly password: string;
}

/** Numbers that begin with `prefix` go out by `trunk`, without the first `strip` digits. */
export interface OutsideRoute {
  readonly prefix: string;
  readonly strip: number;
  readonly trunk: string;
}

export interface AsteriskSettings {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly application: string;
  readonly ami: AmiSettings;
  readonly technology: string;
  readonly trunks: readonly string[];
  readonly outside: readonly OutsideRoute[];
  /** How a ringing phone is made to answer: by `NOTIFY` with `Event: talk`, or not at all. */
  readonly answer: 'talk' | 'none';
  /** Added to the INVITE of a call that the phone is to take by itself. */
  readonly autoAnswerHeader: string;
  /** Where running calls are moved to that never entered the application. */
  readonly adopt: { readonly context: string; readonly extension: string } | undefined;
  readonly ringTimeoutMs: number;
  readonly failureToneMs: number;
  readonly requestTimeoutMs: number;
}

const text = { type: 'string', minLength: 1, maxLength: 255 } as const;
const port = { type: 'integer', minimum: 1, maximum: 65_535 } as const;
const duration = { type: 'integer', minimum: 100, maximum: 3_600_000 } as const;

export const settingsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Asterisk over ARI and AMI',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'username', 'password', 'ami'],
  properties: {
    url: { ...text, pattern: '^https?://', description: 'Where http.conf listens' },
    username: { ...text, description: 'The user in ari.conf' },
    password: { ...text, description: 'Its password' },
    application: {
      ...text,
      pattern: '^[A-Za-z0-9_-]+$',
      default: 'crosspoint',
      description: 'The name in Stasis(NAME,…) of the dialplan',
    },
    ami: {
      type: 'object',
      additionalProperties: false,
      required: ['username', 'password'],
      properties: {
        host: { ...text, description: 'Default: the host of url' },
        port: { ...port, default: 5038 },
        tls: { type: 'boolean', default: false },
        username: { ...text, description: 'The section in manager.conf' },
        password: { ...text, description: 'Its secret' },
      },
    },
    technology: {
      ...text,
      pattern: '^[A-Za-z0-9]+$',
      default: 'PJSIP',
      description: 'The channel technology of the phones',
    },
    trunks: {
      type: 'array',
      items: text,
      default: [],
      description: 'Endpoints that are lines to outside; every other one is an extension',
    },
    outside: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['prefix', 'trunk'],
        properties: {
          prefix: { type: 'string', maxLength: 32 },
          strip: { type: 'integer', minimum: 0, maximum: 32, default: 0 },
          trunk: text,
        },
      },
      default: [],
      description: 'Which dialled numbers go out by which trunk; the first that fits',
    },
    answer: {
      enum: ['talk', 'none'],
      default: 'none',
      description:
        'talk: the phones take NOTIFY with Event: talk, so calls can be answered from a desk',
    },
    autoAnswerHeader: {
      ...text,
      pattern: '^[A-Za-z-]+: .+$',
      default: 'Alert-Info: <http://crosspoint>;info=alert-autoanswer',
    },
    adopt: {
      type: 'object',
      additionalProperties: false,
      required: ['context'],
      properties: { context: text, extension: { ...text, default: 'adopt' } },
      description: 'The dialplan place that holds Stasis(NAME,adopt)',
    },
    ringTimeoutMs: { ...duration, default: 120_000 },
    failureToneMs: { ...duration, default: 8_000 },
    requestTimeoutMs: { ...duration, default: 5_000 },
  },
} as const;

/** Checks the settings of a switch and fills in what was left out. */
export function readSettings(settings: unknown): AsteriskSettings {
  const ajv = new Ajv2020({ useDefaults: true, strict: false });
  const validate = ajv.compile(settingsSchema);
  const copy: unknown = structuredClone(settings);
  if (!validate(copy)) {
    const error = validate.errors?.[0];
    const missing = (error?.params as { missingProperty?: string } | undefined)?.missingProperty;
    const pointer = `${error?.instancePath ?? ''}${missing === undefined ? '' : `/${missing}`}`;
    throw new CrosspointError('invalid-configuration', `${pointer} ${error?.message ?? ''}`, {
      position: { pointer },
    });
  }
  const read = copy as AsteriskSettings & { ami: { host?: string } };
  if (!URL.canParse(read.url)) {
    throw new CrosspointError('invalid-configuration', '/url is not an address', {
      position: { pointer: '/url' },
    });
  }
  const host = read.ami.host ?? new URL(read.url).hostname;
  return { ...read, adopt: read.adopt, ami: { ...read.ami, host } };
}
