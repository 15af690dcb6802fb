import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { Transport, TransportEvents } from './transport.ts';

/** TLS as a client; all text in PEM. */
export interface TlsClientSettings {
  /** Certificates to trust in place of the system's. */
  readonly ca?: string;
  /** Own certificate and key, where the other side wants to know who calls. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate must carry. Default: the host. */
  readonly servername?: string;
  /** False takes any certificate. Default true. */
  readonly rejectUnauthorized?: boolean;
}

export interface TcpSettings {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsClientSettings;
  /** Until connected, the TLS handshake with it. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** Idle time after which the system asks whether the other side is there. Default 30 000. */
  readonly keepAliveMs?: number;
}

/** How long a closing line may take to let out what was written. */
const FAREWELL_MS = 1_000;

/** A line over TCP or TLS: one that is to be connected, or one that was accepted. */
export class TcpTransport implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  readonly #clock: Clock;
  readonly #name: string;
  readonly #connect: (() => Promise<Socket>) | undefined;
  #socket: Socket | undefined;
  #state: 'new' | 'opening' | 'open' | 'over' = 'new';
  /** What broke the line, until its end tells of it. */
  #fault: CrosspointError | undefined;

  private constructor(clock: Clock, name: string, source: Socket | (() => Promise<Socket>)) {
    this.#clock = clock;
    this.#name = name;
    if (typeof source === 'function') this.#connect = source;
    else this.#adopt(source);
  }

  static to(settings: TcpSettings, clock: Clock): TcpTransport {
    const name = `${settings.host}:${settings.port}`;
    const transport: TcpTransport = new TcpTransport(clock, name, () =>
      transport.#connectTo(settings),
    );
    return transport;
  }

  /** A socket that was accepted, its TLS handshake done. Its octets wait for `open`. */
  static from(socket: Socket, clock: Clock): TcpTransport {
    return new TcpTransport(clock, `${socket.remoteAddress}:${socket.remotePort}`, socket);
  }

  /** The other side, as `host:port`. */
  get name(): string {
    return this.#name;
  }

  get bufferedOctets(): number {
    return this.#socket?.writableLength ?? 0;
  }

  async open(): Promise<void> {
    if (this.#state !== 'new') throw this.#fault ?? this.#failed('a line is opened once');
    this.#state = 'opening';
    if (this.#connect !== undefined) await this.#connect();
    if (this.#state !== 'opening') throw this.#fault ?? this.#failed('closed before it was open');
    this.#state = 'open';
    this.#socket?.on('data', (octets) => {
      if (this.#state === 'open') this.events.emit('data', octets, this.#clock.now());
    });
  }

  write(octets: Uint8Array): void {
    if (this.#state === 'open') this.#socket?.write(octets);
  }

  close(): Promise<void> {
    this.#state = 'over';
    const socket = this.#socket;
    if (socket === undefined || socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => socket.destroy(), FAREWELL_MS);
      socket.once('close', () => {
        this.#clock.clear(timer);
        resolve();
      });
      if (socket.connecting) socket.destroy();
      else socket.destroySoon();
    });
  }

  #connectTo(settings: TcpSettings): Promise<Socket> {
    const { host, port, tls, connectTimeoutMs = 10_000, keepAliveMs = 30_000 } = settings;
    const socket =
      tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...tlsOptions(tls) });
    socket.setKeepAlive(true, keepAliveMs);
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const timer: Timer = this.#clock.setTimeout(() => {
      this.#fault = new CrosspointError(
        'switch-timeout',
        `${this.#name}: not connected within ${connectTimeoutMs} ms`,
      );
      socket.destroy();
    }, connectTimeoutMs);
    this.#adopt(socket);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      this.#clock.clear(timer);
      resolve(socket);
    });
    socket.once('close', () => {
      this.#clock.clear(timer);
      reject(this.#fault ?? this.#failed('closed before it was open'));
    });
    return promise;
  }

  #adopt(socket: Socket): void {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('error', (error) => {
      this.#fault ??= this.#failed(error.message, error);
    });
    socket.on('close', () => this.#lose());
  }

  #lose(): void {
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    if (wasOpen) {
      this.#fault ??= new CrosspointError('link-down', `${this.#name}: closed by the other side`);
      this.events.emit('closed', this.#fault);
    } else this.#fault ??= this.#failed('closed before it was open');
  }

  #failed(what: string, cause?: unknown): CrosspointError {
    return new CrosspointError('transport-failed', `${this.#name}: ${what}`, { cause });
  }
}

function tlsOptions(tls: TlsClientSettings): ConnectionOptions {
  const { ca, cert, key, servername, rejectUnauthorized = true } = tls;
  return {
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
  };
}
