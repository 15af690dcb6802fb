import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Event, Gap, Problem, Snapshot } from '../../schemas/generated/types.ts';
import { checkEvent, checkProblem, checkResource } from './shapes.ts';

export interface StreamOptions {
  readonly after?: number | string;
  readonly types?: string;
  readonly subjects?: string;
  /** null: no credentials. */
  readonly token?: string | null;
  /** Sends the token as a browser does, as a subprotocol. */
  readonly isBrowser?: boolean;
  readonly path?: string;
  /** Does not answer pings. */
  readonly isMute?: boolean;
}

export interface Message {
  readonly snapshot?: Snapshot;
  readonly event?: Event;
  readonly gap?: Gap;
  readonly problem?: Problem;
}

const KINDS = ['snapshot', 'event', 'gap', 'problem'] as const;

/** A client of the stream that keeps and checks all it is told. */
export class StreamReader {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  /** Resolves when the connection is closed; never rejects. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Resolves with the answer to the upgrade where that was refused. */
  readonly refused: Promise<{ status: number; headers: IncomingMessage['headers']; body: unknown }>;
  readonly opened: Promise<void>;
  #position = 0;
  #fault: Error | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(url: string, options: StreamOptions) {
    const { after, types, subjects, token, isBrowser = false, path = '/v1/stream' } = options;
    const autoPong = options.isMute !== true;
    const query = new URLSearchParams();
    if (after !== undefined) query.set('after', String(after));
    if (types !== undefined) query.set('types', types);
    if (subjects !== undefined) query.set('subjects', subjects);
    const address = `${url.replace('http', 'ws')}${path}?${query.toString()}`;
    const hasToken = token !== null && token !== undefined;
    const protocols = ['crosspoint.v1', ...(isBrowser && hasToken ? [`bearer.${token}`] : [])];
    this.socket = new WebSocket(address, protocols, {
      autoPong,
      headers: hasToken && !isBrowser ? { authorization: `Bearer ${token}` } : {},
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('close', () => reject(new Error('closed before it was open')));
    });
    this.opened.catch(() => undefined);
    this.refused = new Promise((resolve) => {
      this.socket.on('unexpected-response', (_request, response) => {
        void bodyOf(response).then((body) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#tell();
      });
    });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => this.#take(data.toString()));
  }

  /** Every event so far, in the order in which they came. */
  get events(): Event[] {
    return this.messages.flatMap(({ event }) => event ?? []);
  }

  get sequences(): number[] {
    return this.events.map(({ sequence }) => sequence);
  }

  /** The next message, after the last one found, of which this is true. */
  async next(wanted: (message: Message) => boolean, withinMs = 8000): Promise<Message> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      if (this.#fault !== undefined) throw this.#fault;
      while (this.#position < this.messages.length) {
        const message = this.messages[this.#position];
        this.#position += 1;
        if (message !== undefined && wanted(message)) return message;
      }
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the stream is closed');
      await this.#heard(deadline - Date.now());
    }
  }

  async snapshot(): Promise<Snapshot> {
    const { snapshot } = await this.next((message) => message.snapshot !== undefined);
    return snapshot as Snapshot;
  }

  /** The next event of this type, about this subject if one is given. */
  async event(type: string, subject?: string): Promise<Event> {
    const { event } = await this.next(
      (message) =>
        message.event?.type === type &&
        (subject === undefined || message.event.subject === subject),
    );
    return event as Event;
  }

  async problem(): Promise<Problem> {
    const { problem } = await this.next((message) => message.problem !== undefined);
    return problem as Problem;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  terminate(): void {
    this.socket.terminate();
  }

  #take(text: string): void {
    try {
      const message = JSON.parse(text) as Message;
      check(message);
      this.messages.push(message);
    } catch (error) {
      this.#fault ??= error as Error;
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #heard(withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#listeners.delete(done);
        resolve();
      };
      const late = () => {
        this.#listeners.delete(done);
        const types = this.messages.slice(-20).map((one) => one.event?.type ?? Object.keys(one)[0]);
        reject(new Error(`no such message came; the last were ${types.join(', ')}`));
      };
      const timer = setTimeout(late, Math.max(0, withinMs));
      this.#listeners.add(done);
    });
  }
}

function check(message: Message): void {
  const [kind, ...others] = Object.keys(message);
  if (others.length > 0 || !KINDS.some((known) => known === kind)) {
    throw new Error(`a message is one of ${KINDS.join(', ')}, not ${Object.keys(message).join()}`);
  }
  if (message.event !== undefined) checkEvent(message.event);
  if (message.snapshot !== undefined) checkResource('Snapshot', message.snapshot);
  if (message.gap !== undefined) checkResource('Gap', message.gap);
  if (message.problem !== undefined) checkProblem(message.problem);
}

async function bodyOf(response: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text.startsWith('{') ? JSON.parse(text) : text;
}
