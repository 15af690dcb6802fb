import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { silentLog, type Log } from '../../../src/base/log.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import { TcpTransport } from './tcp-transport.ts';

/** TLS as a server; all text in PEM. */
export interface TlsServerSettings {
  readonly cert: string;
  readonly key: string;
  /** Certificates of which a client's must be one, or be signed by. Absent: clients need none. */
  readonly ca?: string;
}

export interface TcpListenerSettings {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly tls?: TlsServerSettings;
  /** Lines at once; more are closed unanswered. Default 16. */
  readonly maxLines?: number;
}

export type TcpListenerEvents = {
  /** Somebody called; the line is not opened yet, and its octets wait for that. */
  line: [transport: TcpTransport];
  /** Somebody called and came to nothing. */
  oddity: [error: CrosspointError];
};

/** A port on which clients of the face call. */
export class TcpListener {
  readonly events: TypedEmitter<TcpListenerEvents>;
  readonly #settings: TcpListenerSettings;
  readonly #clock: Clock;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  /** `invalid-configuration` where certificate and key are none or do not fit. */
  constructor(settings: TcpListenerSettings, clock: Clock, log: Log = silentLog) {
    this.#settings = settings;
    this.#clock = clock;
    this.events = new TypedEmitter((error) =>
      log.error('a listener of the port threw', { error: String(error) }),
    );
    this.#server = settings.tls === undefined ? createServer() : tlsServer(settings.tls);
    const { maxLines = 16 } = settings;
    this.#server.on('connection', (socket: Socket) => this.#count(socket, maxLines));
    const met = settings.tls === undefined ? 'connection' : 'secureConnection';
    this.#server.on(met, (socket: Socket) => this.#accept(socket));
    this.#server.on('tlsClientError', (error: Error) => this.#oddity(error));
  }

  /** The port that is listened on; 0 before `open`. */
  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Rejects with `transport-failed` where the port cannot be had. */
  open(): Promise<void> {
    const { host = '127.0.0.1', port } = this.#settings;
    return new Promise((resolve, reject) => {
      const refuse = (error: Error): void => reject(failed(`${host}:${port}`, error));
      this.#server.once('error', refuse);
      this.#server.listen(port, host, () => {
        this.#server.off('error', refuse);
        this.#server.on('error', (error) => this.#oddity(error));
        resolve();
      });
    });
  }

  /** Takes no more calls, and ends every line at once. Never rejects. */
  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #count(socket: Socket, most: number): void {
    if (this.#sockets.size >= most) {
      socket.destroy();
      this.#oddity(new Error(`a line beyond ${most}`));
      return;
    }
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #accept(socket: Socket): void {
    if (!socket.destroyed) this.events.emit('line', TcpTransport.from(socket, this.#clock));
  }

  #oddity(error: Error): void {
    this.events.emit('oddity', failed(`port ${this.port}`, error));
  }
}

function tlsServer({ cert, key, ca }: TlsServerSettings): Server {
  const callers = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  try {
    return createTlsServer({ cert, key, ...callers });
  } catch (error) {
    const detail = `tls: ${(error as Error).message}`;
    throw new CrosspointError('invalid-configuration', detail, { cause: error });
  }
}

function failed(where: string, cause: Error): CrosspointError {
  return new CrosspointError('transport-failed', `${where}: ${cause.message}`, { cause });
}
