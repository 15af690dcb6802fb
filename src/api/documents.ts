import commands from '../../schemas/commands.json' with { type: 'json' };
import config from '../../schemas/config.json' with { type: 'json' };
import events from '../../schemas/events.json' with { type: 'json' };
import resources from '../../schemas/resources.json' with { type: 'json' };
import { ERRORS } from '../base/errors.ts';
import type { Route } from './route.ts';

/** The schema files, by the name they are served under. */
export const SCHEMAS: Readonly<Record<string, object>> = {
  'commands.json': commands,
  'config.json': config,
  'events.json': events,
  'resources.json': resources,
};

const JSON_TYPE = 'application/json';
const DESCRIPTION =
  'CTI middleware: calls, devices and screen pops of telephone systems. Readers ignore members they do not know.';

/** Every schema in one place, as both documents want it; members are named after their titles. */
function componentSchemas(): Record<string, object> {
  const all: Record<string, object> = {};
  for (const file of [resources, commands, events]) {
    for (const [name, schema] of Object.entries(file.$defs)) all[titleOf(name)] = schema;
  }
  const text = JSON.stringify(all).replaceAll(
    /"\$ref":"(?:[a-z]+\.json)?#\/\$defs\//g,
    '"$ref":"#/components/schemas/',
  );
  return JSON.parse(text) as Record<string, object>;
}

/** `call.delivered` → `CallDelivered`; a name that has no dot stays. */
function titleOf(name: string): string {
  if (!name.includes('.')) return name;
  return name
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The REST interface as OpenAPI 3.1, made from the routes that are served. */
export function openApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Crosspoint',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: {
          description: `A problem; code is one of ${Object.keys(ERRORS).join(', ')}`,
          content: { 'application/problem+json': { schema: ref('Problem') } },
        },
      },
    },
  };
}

function operation(route: Route): object {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = (route.query ?? []).map(({ name, description, type }) => ({
    name,
    in: 'query',
    description,
    schema: { type },
  }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'The same key with the same body stands for the same operation for 24 hours.',
    schema: { type: 'string', maxLength: 255 },
  };
  const answer = {
    description: route.summary,
    ...(route.answer && { content: { [JSON_TYPE]: { schema: ref(route.answer) } } }),
  };
  const body = route.body && {
    required: route.isBodyOptional !== true,
    content: {
      [route.method === 'patch' ? 'application/merge-patch+json' : JSON_TYPE]: {
        schema: ref(route.body.schema),
      },
    },
  };
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: `For ${route.roles.join(', ')}.`,
    tags: [route.tag],
    parameters: [...inPath, ...inQuery, ...(route.status === 202 ? [key] : [])],
    ...(body && { requestBody: body }),
    responses: { [route.status]: answer, default: { $ref: '#/components/responses/Problem' } },
  };
}

/** The WebSocket stream as AsyncAPI 3.0. */
export function asyncApi(version: string): object {
  const types = Object.keys(events.$defs);
  const control = ['Snapshot', 'Gap', 'Problem'];
  const messageRef = (name: string) => ({ $ref: `#/channels/stream/messages/${name}` });
  const names = [...control, ...types.map(titleOf)];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Crosspoint events',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: JSON_TYPE,
    servers: { here: { host: '127.0.0.1:8400', protocol: 'ws' } },
    channels: {
      stream: {
        address: '/v1/stream',
        description:
          'Query: `after` (resume after this sequence), `types`, `subjects`. First a snapshot, or what was missed; then every event.',
        messages: Object.fromEntries(
          names.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations: {
      receive: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        summary: 'What the server sends: one JSON object a message',
        messages: names.map(messageRef),
      },
    },
    components: {
      messages: {
        ...Object.fromEntries(control.map((name) => [name, controlMessage(name)])),
        ...Object.fromEntries(types.map((type) => [titleOf(type), eventMessage(type)])),
      },
      schemas: componentSchemas(),
    },
  };
}

function controlMessage(name: string): object {
  const member = name.toLowerCase();
  return {
    name: member,
    payload: { type: 'object', properties: { [member]: ref(name) }, required: [member] },
  };
}

function eventMessage(type: string): object {
  const data = (events.$defs as Record<string, { description?: string }>)[type];
  const event = {
    allOf: [
      ref('Event'),
      { type: 'object', properties: { type: { const: type }, data: ref(titleOf(type)) } },
    ],
  };
  return {
    name: type,
    summary: data?.description,
    payload: { type: 'object', properties: { event }, required: ['event'] },
  };
}

/** The page that the `type` of every problem leads to: `/docs/errors#CODE`. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { title, status, retryable }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${title}</td><td>${status}</td>` +
      `<td>${retryable ? 'the same request may succeed later' : 'not without a change'}</td></tr>`,
  );
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width"><title>Crosspoint: errors</title></head>' +
    '<body><h1>Errors</h1><p>The <code>code</code> of a problem, RFC 9457.</p><table><thead><tr>' +
    '<th>Code</th><th>What it means</th><th>Status</th><th>Try again</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table></body></html>`
  );
}
