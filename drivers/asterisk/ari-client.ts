import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { WebSocket } from 'ws';
import { CrosspointError, type Clock, type Timer } from '../../src/spi/index.ts';
import { asObject, asText, type Json } from './ari-json.ts';
import type { AsteriskSettings } from './settings.ts';

export interface AriHandlers {
  onEvent(event: Json, receivedAt: number): void;
  onOddity(what: CrosspointError): void;
  /** Once, unless the client was closed before. */
  onLost(reason: CrosspointError): void;
}

type Query = Readonly<Record<string, string>>;
type Method = 'GET' | 'POST' | 'DELETE';

const MAX_BODY = 16 * 1024 * 1024;

/** ARI: requests over HTTP, events over a WebSocket. Never reconnects. */
export class AriClient {
  readonly #settings: AsteriskSettings;
  readonly #clock: Clock;
  readonly #handlers: AriHandlers;
  readonly #agent: Agent;
  readonly #pending = new Set<(error: CrosspointError) => void>();
  #socket: WebSocket | undefined;
  #isOver = false;

  constructor(settings: AsteriskSettings, clock: Clock, handlers: AriHandlers) {
    this.#settings = settings;
    this.#clock = clock;
    this.#handlers = handlers;
    const options = { keepAlive: true, maxSockets: 8 };
    this.#agent = settings.url.startsWith('https:') ? new TlsAgent(options) : new Agent(options);
  }

  /** Resolves when the application is registered and its events flow. */
  open(): Promise<void> {
    const url = new URL('ari/events', withSlash(this.#settings.url));
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('app', this.#settings.application);
    url.searchParams.set('subscribeAll', 'true');
    const socket = new WebSocket(url, {
      headers: { authorization: this.#authorization() },
      maxPayload: MAX_BODY,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(data));
    return new Promise((resolve, reject) => {
      const fail = (detail: string): void => {
        this.#clock.clear(timer);
        const error = new CrosspointError('transport-failed', `ARI: ${detail}`);
        reject(error);
        this.#lose(error);
      };
      const timer: Timer = this.#clock.setTimeout(
        () => fail('no answer to the WebSocket request'),
        this.#settings.requestTimeoutMs,
      );
      socket.on('open', () => {
        this.#clock.clear(timer);
        resolve();
      });
      socket.on('error', (error) => fail(error.message));
      socket.on('close', (code) => fail(`WebSocket closed with ${code}`));
    });
  }

  get(path: string, query: Query = {}): Promise<unknown> {
    return this.#request('GET', path, query);
  }

  async post(path: string, query: Query = {}): Promise<unknown> {
    return this.#request('POST', path, query);
  }

  async delete(path: string, query: Query = {}): Promise<void> {
    await this.#request('DELETE', path, query);
  }

  async close(): Promise<void> {
    this.#end(new CrosspointError('link-down', 'ARI: the link was closed'));
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.terminate();
    });
  }

  #request(method: Method, path: string, query: Query): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) {
        reject(new CrosspointError('link-down', 'ARI: the link is down'));
        return;
      }
      const url = new URL(`ari/${path}`, withSlash(this.#settings.url));
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const options = {
        method,
        agent: this.#agent,
        headers: { authorization: this.#authorization(), 'content-length': '0' },
      };
      const call =
        url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
      const settle = (outcome: () => void): void => {
        this.#clock.clear(timer);
        this.#pending.delete(abort);
        outcome();
      };
      const abort = (error: CrosspointError): void => {
        settle(() => reject(error));
        call.destroy();
      };
      const timer = this.#clock.setTimeout(
        () => abort(new CrosspointError('switch-timeout', `ARI: no answer to ${method} ${path}`)),
        this.#settings.requestTimeoutMs,
      );
      this.#pending.add(abort);
      call.on('error', (error) =>
        abort(new CrosspointError('link-down', `ARI: ${error.message}`, { cause: error })),
      );
      call.on('response', (response) => {
        void readBody(response).then(
          (text) => settle(() => answer(response, text, `${method} ${path}`, resolve, reject)),
          (error: unknown) =>
            abort(new CrosspointError('link-down', `ARI: ${String(error)}`, { cause: error })),
        );
      });
      call.end();
    });
  }

  #receive(data: WebSocket.RawData): void {
    if (this.#isOver) return;
    const receivedAt = this.#clock.now();
    let json: Json;
    try {
      json = asObject(JSON.parse(rawText(data)));
    } catch (error) {
      this.#handlers.onOddity(
        new CrosspointError('malformed-frame', 'ARI: an event is not JSON', { cause: error }),
      );
      return;
    }
    this.#handlers.onEvent(json, receivedAt);
  }

  #lose(reason: CrosspointError): void {
    if (this.#isOver) return;
    this.#end(new CrosspointError('link-down', reason.detail, { cause: reason }));
    this.#socket?.terminate();
    this.#handlers.onLost(reason);
  }

  #end(error: CrosspointError): void {
    this.#isOver = true;
    for (const abort of this.#pending) abort(error);
    this.#agent.destroy();
  }

  #authorization(): string {
    const { username, password } = this.#settings;
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
}

function rawText(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

function answer(
  response: IncomingMessage,
  text: string,
  what: string,
  resolve: (value: unknown) => void,
  reject: (error: CrosspointError) => void,
): void {
  const status = response.statusCode ?? 0;
  const json = parse(text);
  if (status >= 200 && status < 300) {
    resolve(json);
    return;
  }
  const said = asText(asObject(json)['message']) || asText(asObject(json)['error']);
  reject(
    new CrosspointError('switch-rejected', `ARI: ${what} was refused: ${said}`, {
      rawCause: `${status} ${said}`.trim(),
    }),
  );
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
