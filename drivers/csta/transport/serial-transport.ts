import type { SerialPort } from 'serialport';
import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { Transport, TransportEvents } from './transport.ts';

export interface SerialSettings {
  /** The device, `/dev/ttyS0` or `COM1`. */
  readonly path: string;
  /** Default 9 600. */
  readonly baudRate?: number;
  /** Default 8. */
  readonly dataBits?: 5 | 6 | 7 | 8;
  /** Default `none`. */
  readonly parity?: 'none' | 'even' | 'odd' | 'mark' | 'space';
  /** Default 1. */
  readonly stopBits?: 1 | 1.5 | 2;
  /** Default `none`. `xon-xoff` swallows 11 and 13 of what is sent: not for CSTA in BER. */
  readonly flowControl?: 'none' | 'rts-cts' | 'xon-xoff';
}

export type SerialPortOptions = ConstructorParameters<typeof SerialPort>[0];

/** What is needed of a port of the package. */
export interface SerialPortLike {
  readonly isOpen: boolean;
  readonly writableLength: number;
  open(done: (error: Error | null) => void): void;
  close(done: (error: Error | null) => void): void;
  write(octets: Uint8Array, done: (error: Error | null | undefined) => void): unknown;
  drain(done: (error: Error | null) => void): void;
  on(name: 'data', listener: (octets: Buffer) => void): unknown;
  on(name: 'error' | 'close', listener: (error?: Error | null) => void): unknown;
}

/** Makes a port that is not open yet; a test gives the package's mock. */
export type MakeSerialPort = (options: SerialPortOptions) => Promise<SerialPortLike>;

/** How long a closing port may take to let out what was written. */
const FAREWELL_MS = 1_000;

/**
 * A line over a serial port. That the other side is there is not to be seen here: a far end that was
 * closed, or a cable that was pulled, is silence, and writes still succeed. Only a device that was
 * removed ends the line. Whoever needs to know more asks the other side.
 */
export class SerialTransport implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  readonly #settings: SerialSettings;
  readonly #clock: Clock;
  readonly #makePort: MakeSerialPort;
  #port: SerialPortLike | undefined;
  #state: 'new' | 'opening' | 'open' | 'over' = 'new';
  #fault: Error | undefined;

  constructor(settings: SerialSettings, clock: Clock, makePort: MakeSerialPort = load) {
    this.#settings = settings;
    this.#clock = clock;
    this.#makePort = makePort;
  }

  get bufferedOctets(): number {
    return this.#port?.writableLength ?? 0;
  }

  async open(): Promise<void> {
    if (this.#state !== 'new') throw this.#failed('a line is opened once');
    this.#state = 'opening';
    const port = await this.#make();
    this.#port = port;
    port.on('error', (error) => {
      this.#fault ??= error ?? undefined;
    });
    port.on('close', (error) => this.#lose(error ?? undefined));
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(this.#failed(error.message, error)) : resolve()));
    });
    if (this.#isOver()) {
      await shut(port);
      throw this.#failed('closed while opening');
    }
    this.#state = 'open';
    port.on('data', (octets) => {
      if (this.#state === 'open') this.events.emit('data', octets, this.#clock.now());
    });
  }

  write(octets: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#port?.write(octets, (error) => {
      if (error) this.#break(error);
    });
  }

  async close(): Promise<void> {
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    const port = this.#port;
    if (port === undefined || !wasOpen || !port.isOpen) return;
    if (port.writableLength > 0) await this.#drained(port);
    await shut(port);
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  async #make(): Promise<SerialPortLike> {
    const { path, baudRate = 9_600, dataBits = 8, parity = 'none' } = this.#settings;
    const { stopBits = 1, flowControl = 'none' } = this.#settings;
    try {
      return await this.#makePort({
        path,
        baudRate,
        dataBits,
        parity,
        stopBits,
        rtscts: flowControl === 'rts-cts',
        xon: flowControl === 'xon-xoff',
        xoff: flowControl === 'xon-xoff',
        autoOpen: false,
      });
    } catch (error) {
      throw this.#failed((error as Error).message, error);
    }
  }

  /** Until what was written is out, or has had its time: a line held by flow control never is. */
  #drained(port: SerialPortLike): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = this.#clock.setTimeout(resolve, FAREWELL_MS);
      port.drain(() => {
        this.#clock.clear(timer);
        resolve();
      });
    });
  }

  #break(error: Error): void {
    this.#fault ??= error;
    if (this.#port?.isOpen === true) this.#port.close(() => this.#lose(error));
    else this.#lose(error);
  }

  #lose(error: Error | undefined): void {
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    const cause = error ?? this.#fault;
    if (wasOpen) this.events.emit('closed', this.#failed(cause?.message ?? 'closed', cause));
  }

  #failed(what: string, cause?: unknown): CrosspointError {
    const detail = `${this.#settings.path}: ${what}`;
    return new CrosspointError('transport-failed', detail, { cause });
  }
}

/** Only who has a serial port loads the package and its native part. */
async function load(options: SerialPortOptions): Promise<SerialPortLike> {
  const { SerialPort } = await import('serialport');
  return new SerialPort(options);
}

function shut(port: SerialPortLike): Promise<void> {
  return new Promise((resolve) => port.close(() => resolve()));
}
