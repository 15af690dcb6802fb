import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { toCrosspointError } from '../../src/base/errors.ts';
import { CrosspointError, type Clock, type Timer } from '../../src/spi/index.ts';
import { AmiDecoder, encodeAmi, type AmiMessage } from './ami-codec.ts';
import type { AmiSettings } from './settings.ts';

interface Waiting {
  /** The event that ends the list this action answers with; undefined where it is one response. */
  readonly listEnd: string | undefined;
  readonly items: AmiMessage[];
  readonly timer: Timer;
  resolve(messages: AmiMessage[]): void;
  reject(error: CrosspointError): void;
}

export interface AmiHandlers {
  onEvent(event: AmiMessage): void;
  /** Once, unless the client was closed before. */
  onLost(reason: CrosspointError): void;
}

/** One AMI connection: actions with their responses, and events. Never reconnects. */
export class AmiClient {
  readonly #settings: AmiSettings;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #handlers: AmiHandlers;
  readonly #waiting = new Map<string, Waiting>();
  readonly #decoder = new AmiDecoder();
  #socket: Socket | undefined;
  #isOver = false;
  #nextId = 1;

  constructor(settings: AmiSettings, clock: Clock, timeoutMs: number, handlers: AmiHandlers) {
    this.#settings = settings;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#handlers = handlers;
  }

  async open(): Promise<void> {
    const { host, port, tls, username, password } = this.#settings;
    const socket = tls ? connectTls({ host, port }) : connect({ host, port });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', (error) =>
      this.#lose(new CrosspointError('transport-failed', `AMI: ${error.message}`)),
    );
    socket.on('close', () =>
      this.#lose(new CrosspointError('link-down', 'AMI: closed by Asterisk')),
    );
    await this.action('Login', { Username: username, Secret: password, Events: 'agent' });
  }

  /** Sends an action; rejects with `switch-rejected` and Asterisk's word where it says no. */
  async action(name: string, fields: Readonly<Record<string, string>> = {}): Promise<AmiMessage> {
    const [response] = await this.#send(name, Object.entries(fields), undefined);
    return response as AmiMessage;
  }

  /** An action that answers with a list of events; resolves with all of them. */
  list(name: string, listEnd: string): Promise<AmiMessage[]> {
    return this.#send(name, [], listEnd);
  }

  close(): Promise<void> {
    this.#end(new CrosspointError('link-down', 'AMI: the link was closed'));
    const socket = this.#socket;
    if (socket === undefined || socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }

  #send(
    name: string,
    fields: readonly (readonly [string, string])[],
    listEnd: string | undefined,
  ): Promise<AmiMessage[]> {
    return new Promise((resolve, reject) => {
      if (this.#isOver || this.#socket === undefined) {
        reject(new CrosspointError('link-down', 'AMI: the link is down'));
        return;
      }
      const id = String(this.#nextId++);
      const bytes = encodeAmi([['Action', name], ['ActionID', id], ...fields]);
      const timer = this.#clock.setTimeout(() => {
        this.#waiting.delete(id);
        reject(new CrosspointError('switch-timeout', `AMI: no answer to ${name}`));
      }, this.#timeoutMs);
      this.#waiting.set(id, { listEnd, items: [], timer, resolve, reject });
      this.#socket.write(bytes);
    });
  }

  #receive(bytes: Buffer): void {
    if (this.#isOver) return;
    try {
      for (const message of this.#decoder.push(bytes)) this.#take(message);
    } catch (error) {
      this.#lose(toCrosspointError(error));
    }
  }

  #take(message: AmiMessage): void {
    const id = message.get('ActionID');
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      if (message.get('Event') !== '') this.#handlers.onEvent(message);
      return;
    }
    if (message.get('Response') === 'Error') {
      const said = message.get('Message');
      this.#settle(id, waiting);
      waiting.reject(new CrosspointError('switch-rejected', `AMI: ${said}`, { rawCause: said }));
    } else if (waiting.listEnd === undefined || message.get('Event') === waiting.listEnd) {
      this.#settle(id, waiting);
      waiting.resolve(waiting.listEnd === undefined ? [message] : waiting.items);
    } else if (message.get('Event') !== '') waiting.items.push(message);
  }

  #settle(id: string, waiting: Waiting): void {
    this.#waiting.delete(id);
    this.#clock.clear(waiting.timer);
  }

  #lose(reason: CrosspointError): void {
    if (this.#isOver) return;
    this.#end(new CrosspointError('link-down', reason.detail, { cause: reason }));
    this.#socket?.destroy();
    this.#handlers.onLost(reason);
  }

  #end(error: CrosspointError): void {
    this.#isOver = true;
    for (const [id, waiting] of this.#waiting) {
      this.#settle(id, waiting);
      waiting.reject(error);
    }
  }
}
