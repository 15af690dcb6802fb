import { SERVICES } from '../../src/spi/services.ts';

const NUMBER = { type: 'string', pattern: '^[0-9*#]{1,20}$' };
const NAME = { type: 'string', maxLength: 100 };
const DIALLED = { type: 'string', minLength: 1, maxLength: 40 };
const MS = { type: 'integer', minimum: 0, maximum: 86_400_000 };

/** JSON Schema (2020-12) of `SimulatedSettings`. */
export const SETTINGS_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Simulated switch',
  ...object(['extensions'], {
    country: { type: 'string', pattern: '^[A-Z]{2}$' },
    mainNumber: DIALLED,
    outsidePrefix: { type: 'string', pattern: '^[0-9*#]{0,4}$' },
    extensions: list(10_000, extension()),
    trunks: object([], {
      prefix: { type: 'string', pattern: '^[A-Za-z]{1,8}$' },
      lines: { type: 'integer', minimum: 0, maximum: 10_000 },
    }),
    groups: list(
      1_000,
      object(['number', 'members'], {
        number: NUMBER,
        name: NAME,
        members: list(1_000, NUMBER),
        hunting: { enum: ['linear', 'longest-idle'] },
        ringMs: MS,
      }),
    ),
    pilots: list(
      1_000,
      object(['number', 'agents'], {
        number: NUMBER,
        name: NAME,
        agents: list(1_000, NUMBER),
        ringMs: MS,
        maxQueued: { type: 'integer', minimum: 0, maximum: 10_000 },
        overflowTo: DIALLED,
        overflowAfterMs: MS,
      }),
    ),
    parkSlots: list(1_000, NUMBER),
    outside: list(
      10_000,
      object(['number', 'does'], {
        number: DIALLED,
        does: { enum: ['answers', 'busy', 'never-answers', 'unallocated'] },
        name: NAME,
        afterMs: MS,
        hangsUpAfterMs: MS,
      }),
    ),
    maxConferenceParties: { type: 'integer', minimum: 3, maximum: 64 },
    timing: object([], {
      patienceMs: MS,
      ringTimeoutMs: MS,
      failureToneMs: MS,
      postDialMs: MS,
      liftMs: MS,
      parkRecallMs: MS,
    }),
    link: object([], { responseMs: MS, eventMs: MS, responseTimeoutMs: MS }),
    callRecords: { type: 'boolean' },
    without: list(50, { enum: [...SERVICES, 'correlatorData', 'callingName', 'digitsReported'] }),
  }),
};

function extension(): object {
  return object(['number'], {
    number: NUMBER,
    name: NAME,
    callWaiting: { type: 'boolean' },
    doNotDisturb: { type: 'boolean' },
    isOutOfService: { type: 'boolean' },
    forward: object([], {
      immediate: DIALLED,
      busy: DIALLED,
      noAnswer: DIALLED,
      noAnswerMs: MS,
    }),
  });
}

function object(required: readonly string[], properties: Record<string, object>): object {
  return { type: 'object', required, properties, additionalProperties: false };
}

function list(maxItems: number, items: object): object {
  return { type: 'array', maxItems, items };
}
