import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock, Timer } from '../base/clock.ts';
import { CrosspointError, toCrosspointError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Journal } from '../journal/journal.ts';
import type { Authenticator } from './authentication.ts';
import { FanOut } from './fan-out.ts';
import { readQuery } from './query.ts';
import { endWithProblem } from './raw-problem.ts';
import { StreamClient } from './stream-client.ts';

export interface StreamOptions {
  readonly journal: Journal;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly log: Log;
  readonly clientQueueKiB: number;
  readonly takeSnapshot: () => { readonly sequence: number };
}

const PATH = '/v1/stream';
const SUBPROTOCOL = 'crosspoint.v1';
const PING_MS = 15_000;
const GOING_AWAY = 1001;

/** The WebSocket side of the API: every client gets what happens, in order and without a hole. */
export class Stream {
  readonly #options: StreamOptions;
  readonly #fanOut: FanOut;
  readonly #clients = new Set<StreamClient>();
  readonly #server = new WebSocketServer({
    noServer: true,
    // A client has nothing to send here but control frames.
    maxPayload: 4096,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#fanOut = new FanOut(options.journal, options.clock);
    this.#schedulePings();
    this.#server.on('wsClientError', (error, socket) => {
      endWithProblem(socket, new CrosspointError('invalid-request', error.message));
    });
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** For the `upgrade` event of the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ignoreReset = () => undefined;
    socket.on('error', ignoreReset);
    try {
      const { filter, after } = this.#check(request);
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        const { journal, clientQueueKiB, takeSnapshot, log, clock } = this.#options;
        const client = new StreamClient({
          webSocket,
          socket,
          filter,
          after,
          journal,
          clock,
          takeSnapshot,
          fanOut: this.#fanOut,
          queueLimitBytes: clientQueueKiB * 1024,
        });
        this.#clients.add(client);
        webSocket.on('close', () => this.#clients.delete(client));
        client.start().catch((error: unknown) => {
          log.error('stream failed', { error });
          client.close(toCrosspointError(error), 1011);
        });
      });
    } catch (error) {
      endWithProblem(socket, toCrosspointError(error));
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#options.clock.clear(this.#timer);
    const error = new CrosspointError('shutting-down', 'the server is stopping');
    for (const client of this.#clients) client.close(error, GOING_AWAY);
    this.#server.close();
  }

  /** Cuts off whoever has not said goodbye: a client that reads nothing would keep the server. */
  terminate(): void {
    for (const client of this.#clients) client.terminate();
  }

  #check(request: IncomingMessage) {
    if (this.#isClosed) throw new CrosspointError('shutting-down', 'the server is stopping');
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (url?.pathname !== PATH) {
      throw new CrosspointError('unknown-route', `the stream is at ${PATH}`);
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
    const subprotocols = offered.map((name) => name.trim());
    this.#options.authenticator.byUpgrade(request.headers.authorization, subprotocols);
    const query = readQuery(url.searchParams);
    return {
      after: query.integer('after', { min: 0, max: Number.MAX_SAFE_INTEGER }),
      filter: { types: query.list('types'), subjects: query.list('subjects') },
    };
  }

  #schedulePings(): void {
    this.#timer = this.#options.clock.setTimeout(() => {
      for (const client of this.#clients) client.ping();
      this.#schedulePings();
    }, PING_MS);
  }
}
