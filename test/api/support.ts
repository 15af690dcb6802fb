import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accepted, Configuration, Operation } from '../../schemas/generated/types.ts';
import type { Role } from '../../src/api/authentication.ts';
import type { Clock } from '../../src/base/clock.ts';
import { SystemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { completeConfiguration } from '../../src/cli/configuration.ts';
import { DEMO_CONFIGURATION } from '../../src/cli/demo.ts';
import type { Server } from '../../src/main.ts';
import { startServer } from '../../src/main.ts';
import { checkProblem, checkResource } from './shapes.ts';
import type { StreamOptions } from './stream-reader.ts';
import { StreamReader } from './stream-reader.ts';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, otherwise the text. */
  readonly body: Body;
}

export interface RequestOptions {
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** null: no credentials. */
  readonly token?: string | null;
}

/** The real server on a free port with the demo's switch, in a folder of its own. */
export class Bench {
  readonly directory = mkdtempSync(join(tmpdir(), 'crosspoint-api-'));
  readonly #configuration: Configuration;
  readonly #clock: Clock;
  readonly #streams = new Set<StreamReader>();
  #answers = new Map<string, string>();
  #server: Server | undefined;

  constructor(configuration: Configuration = {}, clock: Clock = new SystemClock()) {
    this.#configuration = configuration;
    this.#clock = clock;
  }

  get server(): Server {
    if (this.#server === undefined) throw new Error('the server has not been started');
    return this.#server;
  }

  get url(): string {
    return this.server.url;
  }

  /** Starts the server, or starts it again on the same data; resolves when its links are up. */
  async start(): Promise<this> {
    const settings = completeConfiguration({
      ...DEMO_CONFIGURATION,
      ...this.#configuration,
      server: { port: 0, ...this.#configuration.server },
      dataDirectory: this.directory,
    });
    this.#server = await startServer(settings, { log: silentLog, clock: this.#clock });
    await this.#server.telephony.settled(5000);
    this.#answers = await this.#readAnswers();
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
  }

  /** Ends everything and leaves nothing behind. */
  async close(): Promise<void> {
    for (const stream of this.#streams) stream.terminate();
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  token(role: Role): string {
    return this.server.tokens[role];
  }

  /** Sends a request as the administrator, and checks the shape of what comes back. */
  async send<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<Answer<Body>> {
    const { body, token = this.token('admin'), headers = {} } = options;
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const isJson = /[/+]json/.test(type) && text !== '';
    const answer = { status: response.status, headers: response.headers } as const;
    const parsed: unknown = isJson ? JSON.parse(text) : text;
    this.#check(method, path, answer.status, type, parsed);
    return { ...answer, body: parsed as Body };
  }

  get<Body = Record<string, unknown>>(path: string, options?: RequestOptions) {
    return this.send<Body>('GET', path, options);
  }

  post<Body = Accepted>(path: string, body?: unknown, options: RequestOptions = {}) {
    return this.send<Body>('POST', path, { ...options, body });
  }

  /** Sends a command and waits until its operation has ended. */
  async command(path: string, body: unknown = {}, options: RequestOptions = {}) {
    const { status, body: accepted } = await this.post(path, body, options);
    if (status !== 202)
      throw new Error(`${path} was answered ${status} ${JSON.stringify(accepted)}`);
    const operation = await this.ended(accepted.operation.id);
    return { ...accepted, operation };
  }

  /** The operation, once it has ended. */
  async ended(id: string): Promise<Operation> {
    return until(async () => {
      const { body } = await this.get<Operation>(`/v1/operations/${id}`);
      return body.state === 'accepted' ? undefined : body;
    }, `operation ${id} to end`);
  }

  /** Somebody outside calls a number; the identifier of the call. */
  async incoming(to = '2001', more: object = {}): Promise<string> {
    const body = { from: '+49301234567', to, ...more };
    const { call, operation } = await this.command('/v1/simulators/demo/calls', body);
    if (call === undefined || operation.state !== 'done') {
      throw new Error(`no call came in: ${JSON.stringify(operation)}`);
    }
    return call;
  }

  /** `2001 connected, T1 held` — the state of a live call as a person would say it. */
  async stateOf(call: string): Promise<string> {
    const { status, body } = await this.get<{ connections: { device: string; state: string }[] }>(
      `/v1/calls/${call}`,
    );
    if (status === 404) return 'ended';
    return body.connections
      .map(({ device, state }) => `${device.replace('demo:', '')} ${state}`)
      .toSorted()
      .join(', ');
  }

  /** Ends every live call, so that the next test begins with none. */
  async clearCalls(): Promise<void> {
    await until(async () => {
      // A call that is still on its way would be there when the next test begins.
      if (this.server.telephony.operations.pending.length > 0) return undefined;
      const { body } = await this.get<{ items: { id: string }[] }>('/v1/calls');
      for (const { id } of body.items) await this.post(`/v1/calls/${id}/clear`);
      return body.items.length === 0 || undefined;
    }, 'every call to end');
  }

  stream(options: StreamOptions = {}): StreamReader {
    const token = options.token === undefined ? this.token('admin') : options.token;
    const reader = new StreamReader(this.url, { ...options, token });
    this.#streams.add(reader);
    return reader;
  }

  /** What the OpenAPI document says of the answers of each route: `GET 200 /v1/calls` → `CallList`. */
  async #readAnswers(): Promise<Map<string, string>> {
    const response = await fetch(`${this.url}/openapi.json`);
    const { paths } = (await response.json()) as { paths: Paths };
    const all = new Map<string, string>();
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        for (const [status, { content }] of Object.entries(responses)) {
          const name = content?.['application/json']?.schema.$ref.split('/').at(-1) ?? '';
          all.set(`${method.toUpperCase()} ${status} ${path}`, name);
        }
      }
    }
    return all;
  }

  #check(method: string, path: string, status: number, type: string, body: unknown): void {
    if (status >= 400) {
      if (status === 503 && path === '/readyz') return;
      if (!type.startsWith('application/problem+json')) throw new Error(`${status} as ${type}`);
      if (method !== 'HEAD') checkProblem(body);
      return;
    }
    if (!path.startsWith('/v1/') || method === 'HEAD') return;
    const [address = ''] = path.split('?');
    const routes = [...this.#answers].filter(([route]) => fits(route, method, status, address));
    // An address without parameters goes before one with them.
    const [found] = routes.toSorted(([a], [b]) => a.split('{').length - b.split('{').length);
    if (found === undefined) throw new Error(`${status} to ${method} ${path} is not described`);
    if (found[1] === '') {
      if (body !== '') throw new Error(`${method} ${path} is described without an answer`);
    } else checkResource(found[1], body);
  }
}

type Paths = Record<
  string,
  Record<
    string,
    { responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }> }
  >
>;

function fits(route: string, method: string, status: number, address: string): boolean {
  const [routeMethod, routeStatus, template = ''] = route.split(' ');
  const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  return routeMethod === method && routeStatus === String(status) && pattern.test(address);
}

/** Asks again and again until something is there; throws what was waited for when it takes too long. */
export async function until<Found>(
  look: () => Found | undefined | Promise<Found | undefined>,
  what: string,
  withinMs = 8000,
): Promise<Found> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
