import { Validator } from '@seriousme/openapi-schema-validator';
import specs from '@asyncapi/specs';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import events from '../../schemas/events.json' with { type: 'json' };
import type { Problem } from '../../schemas/generated/types.ts';
import { Bench } from './support.ts';

const bench = new Bench();
let openApi: Record<string, unknown>;
let asyncApi: Record<string, unknown>;

beforeAll(async () => {
  await bench.start();
  ({ body: openApi } = await bench.get('/openapi.json'));
  ({ body: asyncApi } = await bench.get('/asyncapi.json'));
});
afterAll(() => bench.close());

/** Every `$ref` in a document. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' && typeof member === 'string' ? [member] : refsIn(member),
  );
}

function resolves(document: unknown, ref: string): boolean {
  let at = document;
  for (const step of ref.replace(/^#\//, '').split('/')) {
    at = (at as Record<string, unknown> | undefined)?.[step];
  }
  return ref.startsWith('#/') && at !== undefined;
}

interface Described {
  readonly operationId: string;
  readonly parameters: { name: string; in: string }[];
  readonly requestBody?: object;
  readonly responses: Record<string, object>;
}

function described(): { path: string; method: string; operation: Described }[] {
  const paths = openApi['paths'] as Record<string, Record<string, Described>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

/** What the contract promises, by the words of its own table. */
const PROMISED = [
  'GET /switches',
  'GET /switches/{switch}',
  'GET /devices',
  'GET /devices/{device}',
  'GET /calls',
  'GET /calls/{call}',
  'POST /calls',
  ...[
    'answer hold retrieve clear consult alternate reconnect transfer conference transfer-to',
    'deflect digits',
  ].flatMap((names) => names.split(' ').map((name) => `POST /calls/{call}/${name}`)),
  'PATCH /calls/{call}/data',
  'GET /operations/{operation}',
  'GET /events',
  'GET /contacts/lookup',
  'GET /contacts',
  'POST /contacts',
  'GET /contacts/{contact}',
  'PUT /contacts/{contact}',
  'DELETE /contacts/{contact}',
  'POST /simulators/{switch}/calls',
  'DELETE /simulators/{switch}/calls/{call}',
  'POST /simulators/{switch}/faults',
];

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 to an independent validator', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(openApi));
    expect([valid, errors]).toEqual([true, undefined]);
    expect(validator.version).toBe('3.1');
  });

  it('points at nothing that is not in it', () => {
    const dangling = refsIn(openApi).filter((ref) => !resolves(openApi, ref));
    expect(dangling).toEqual([]);
  });

  it('has schemas that compile, each under one name', () => {
    const { schemas } = openApi['components'] as { schemas: Record<string, object> };
    const ajv = new Ajv2020.default({ strict: true, formats: { 'date-time': true } });
    ajv.addVocabulary(['components']);
    ajv.addSchema({ $id: 'openapi', components: { schemas } }, 'openapi', false, false);
    for (const name of Object.keys(schemas)) {
      expect(() => ajv.getSchema(`openapi#/components/schemas/${name}`)).not.toThrow();
    }
  });

  it('describes every route that the contract promises', () => {
    const all = described().map(({ method, path }) => `${method.toUpperCase()} ${path.slice(3)}`);
    expect(all).toEqual(expect.arrayContaining(PROMISED));
  });

  it('names each operation once, and every parameter of its address', () => {
    const ids = described().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of described()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const named = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(named.map(({ name }) => name)).toEqual(inPath);
    }
  });

  it('describes only what is served', async () => {
    for (const { path, method, operation } of described()) {
      const address = path.replaceAll(/\{\w+\}/g, 'nothing');
      const { status, body } = await bench.send<Problem>(method.toUpperCase(), address, {
        ...(operation.requestBody && { body: { nothing: 1 } }),
      });
      expect([path, method, status === 405 || body.code === 'unknown-route']).toEqual([
        path,
        method,
        false,
      ]);
    }
  });

  it('describes every method that an address says it takes', async () => {
    for (const path of new Set(described().map((one) => one.path))) {
      const { headers } = await bench.send('PROPFIND', path.replaceAll(/\{\w+\}/g, 'nothing'));
      const methods = described().filter((one) => one.path === path);
      expect(headers.get('allow')).toBe(
        methods.map(({ method }) => method.toUpperCase()).join(', '),
      );
    }
  });

  it('offers the key on every command, and on nothing else', () => {
    for (const { operation } of described()) {
      const hasKey = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
      expect([operation.operationId, hasKey]).toEqual([
        operation.operationId,
        '202' in operation.responses,
      ]);
    }
  });
});

describe('/asyncapi.json', () => {
  it('is AsyncAPI 3.0 to the official schema', () => {
    const ajv = new Ajv.default({ strict: false, validateFormats: false, allErrors: true });
    const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
    const isValid = validate(asyncApi);
    expect([isValid, validate.errors ?? []]).toEqual([true, []]);
  });

  it('points at nothing that is not in it', () => {
    expect(refsIn(asyncApi).filter((ref) => !resolves(asyncApi, ref))).toEqual([]);
  });

  it('has a message for every event type and every other frame', () => {
    const { messages } = asyncApi['components'] as { messages: Record<string, { name: string }> };
    expect(Object.values(messages).map(({ name }) => name)).toEqual([
      'snapshot',
      'gap',
      'problem',
      ...Object.keys(events.$defs),
    ]);
    const { stream } = asyncApi['channels'] as Record<
      string,
      { address: string; messages: object }
    >;
    expect(stream?.address).toBe('/v1/stream');
    expect(Object.keys(stream?.messages ?? {})).toEqual(Object.keys(messages));
  });
});

describe('the schemas', () => {
  it('are served under the names that events give', async () => {
    const { body } = await bench.get('/schemas/events.json', { token: null });
    expect(body).toEqual(events);
    for (const name of ['resources', 'commands', 'config']) {
      const { body: schema } = await bench.get(`/schemas/${name}.json`, { token: null });
      expect(schema['$id']).toBe(`${name}.json`);
    }
  });
});
