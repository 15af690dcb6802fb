const text = { type: 'string', minLength: 1, maxLength: 255 } as const;
const name = { type: 'string', pattern: '^[A-Za-z0-9_+*#-]{1,32}$' } as const;
const digits = { type: 'string', pattern: '^[0-9*#+]{1,32}$' } as const;
const count = { type: 'integer', minimum: 0, maximum: 4_294_967_294 } as const;
const duration = { type: 'integer', minimum: 100, maximum: 3_600_000 } as const;

/** JSON Schema (2020-12) of the settings of a switch with `driver: ctbus`. */
export const SETTINGS_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A telephony board as a switch',
  type: 'object',
  additionalProperties: false,
  required: ['library'],
  properties: {
    library: {
      ...text,
      description: 'simulated, dahdi, or the path of the shared library of a board',
    },
    board: {
      type: 'object',
      default: {},
      description: 'Handed to the board as it is; the maker of the board defines it',
    },
    blockMs: {
      type: 'integer',
      minimum: 1,
      maximum: 60,
      default: 10,
      description: 'What the engine works on at a time',
    },
    country: {
      type: 'string',
      pattern: '^[A-Z]{2}$',
      default: 'DE',
      description: 'Whose tones are played to phones',
    },
    spans: {
      type: 'array',
      default: [],
      description:
        'How digital spans are set up; one that is not named here and does not run yet is set up as its trunk needs it',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['span'],
        properties: {
          span: count,
          framing: { enum: ['ccs', 'cas', 'd4', 'esf'] },
          coding: { enum: ['hdb3', 'ami', 'b8zs'] },
          law: { enum: ['a', 'mu'] },
          crc4: { type: 'boolean' },
          givesClock: { type: 'boolean' },
        },
      },
    },
    trunks: {
      type: 'array',
      default: [],
      description: 'Lines to the network, and how calls are signalled on them',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'span', 'signalling'],
        properties: {
          name: { ...name, description: 'The device that the trunk is in events' },
          span: { ...count, description: 'The span of the board' },
          signalling: {
            enum: ['pri', 'r2', 'analogue', 'none'],
            description: 'none: the span is started, and no calls are made on it',
          },
          settings: {
            type: 'object',
            default: {},
            description: 'Handed to the signalling module as it is (docs/trunks.md)',
          },
          frameTimeslot: {
            type: 'integer',
            minimum: 1,
            maximum: 31,
            description: 'pri: the D-channel; 16 on an E1 and 24 on a T1 unless said otherwise',
          },
          prefix: {
            type: 'string',
            pattern: '^[0-9*#+]{0,32}$',
            default: '',
            description: 'What called numbers begin with; taken away before they are looked up',
          },
          arrivesAt: {
            ...name,
            description: 'The extension for calls whose number leads nowhere, or that have none',
          },
        },
      },
    },
    extensions: {
      type: 'array',
      default: [],
      description: 'Telephones at station ports (FXS)',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['device', 'span', 'line'],
        properties: {
          device: name,
          name: text,
          span: count,
          line: { ...count, minimum: 1, description: 'Within its span, from 1' },
        },
      },
    },
    media: {
      type: 'array',
      default: [],
      description: 'Extensions without a telephone: each call has a port of the engine',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['device'],
        properties: {
          device: name,
          name: text,
          calls: {
            type: 'integer',
            minimum: 1,
            maximum: 4_096,
            default: 30,
            description: 'How many it takes at once',
          },
        },
      },
    },
    numbers: {
      type: 'array',
      default: [],
      description: 'Further numbers that reach an extension',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['number', 'device'],
        properties: { number: digits, device: name },
      },
    },
    outside: {
      type: 'array',
      default: [],
      description: 'Which dialled numbers go out by which trunk; the first that fits',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['prefix', 'trunk'],
        properties: {
          prefix: { type: 'string', pattern: '^[0-9*#+]{0,32}$' },
          strip: { type: 'integer', minimum: 0, maximum: 32, default: 0 },
          trunk: name,
          length: {
            type: 'integer',
            minimum: 1,
            maximum: 40,
            description: 'How long such numbers are; else a pause ends what a phone dials',
          },
        },
      },
    },
    ringTimeoutMs: { ...duration, default: 120_000 },
    firstDigitMs: { ...duration, default: 15_000 },
    interdigitMs: { ...duration, default: 3_000 },
  },
} as const;
