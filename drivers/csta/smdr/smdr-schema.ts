import { SMDR_FIELDS, SMDR_PROFILE_NAMES } from './smdr-settings.ts';

export type { SmdrSettings } from './smdr-settings.ts';

const PICTURE = { type: 'string', minLength: 1, maxLength: 30 };
const DIRECTION = { enum: ['in', 'out', 'internal'] };

/** JSON Schema (2020-12) of `SmdrSettings`, for use within the settings of a switch. */
export const SMDR_SCHEMA = {
  type: 'object',
  description: 'How the lines of the call-record printer (SMDR) read',
  properties: {
    profile: { enum: SMDR_PROFILE_NAMES, description: 'Where the settings begin' },
    columns: {
      type: 'object',
      description: 'Columns at fixed places, by what they hold',
      minProperties: 1,
      properties: Object.fromEntries(SMDR_FIELDS.map((field) => [field, column()])),
      additionalProperties: false,
    },
    rest: { enum: ['refused', 'ignored'], description: 'What comes after the last column' },
    fields: {
      type: 'array',
      description: 'Columns one after the other; `-` is passed over',
      items: { enum: [...SMDR_FIELDS, '-'] },
      minItems: 1,
      maxItems: 100,
    },
    separator: { type: 'string', minLength: 1, maxLength: 1, pattern: '^[^"A-Za-z0-9\\r\\n\\f]$' },
    dateFormat: PICTURE,
    timeFormat: PICTURE,
    ringFormat: PICTURE,
    durationFormat: PICTURE,
    timeIs: { enum: ['start', 'end'], description: 'Which end of the call is printed' },
    marks: { enum: ['panasonic', 'none'] },
    directions: {
      type: 'object',
      description: 'What the texts of the column direction, or condition, mean',
      maxProperties: 100,
      additionalProperties: DIRECTION,
    },
    headers: texts('How the titles at the head of a page begin'),
    header: texts('The head of a page as it is printed'),
    headerLines: { type: 'integer', minimum: 0, maximum: 20 },
    pageLines: { type: 'integer', minimum: 0, maximum: 999, description: '0: no pages' },
    skipPerforation: { type: 'integer', minimum: 0, maximum: 99 },
    newLine: { enum: ['CR', 'CR+LF', 'LF'] },
    bits: { enum: [7, 8], description: '7: the eighth bit is parity' },
  },
  additionalProperties: false,
} as const;

function column(): object {
  return {
    type: 'object',
    required: ['start', 'width'],
    properties: {
      start: { type: 'integer', minimum: 1, maximum: 256 },
      width: { type: 'integer', minimum: 1, maximum: 256 },
      align: { enum: ['left', 'right'] },
    },
    additionalProperties: false,
  };
}

function texts(description: string): object {
  return {
    type: 'array',
    description,
    maxItems: 20,
    items: { type: 'string', maxLength: 256 },
  };
}
