import { sleep, type Clock } from '../../../src/base/clock.ts';
import { toCrosspointError } from '../../../src/base/errors.ts';
import type { Log } from '../../../src/base/log.ts';
import type { Connector } from '../../../src/spi/driver.ts';
import type { Session } from '../session/session.ts';
import { FACE_OPTIONS, type FaceOptions } from './face-options.ts';
import { FaceSession } from './face-session.ts';
import { WireCalls } from './wire-calls.ts';

export interface FaceLimits {
  /** Clients at the same time; one more is closed at once. */
  readonly clients: number;
  /** On a line with one client at a time: from the beginning of a session to the next at the earliest. */
  readonly pauseMs: number;
}

export interface FaceServerParts<Transport> {
  /** The switch behind the face. It belongs to the server from now on. */
  readonly connector: Connector;
  readonly clock: Clock;
  readonly log: Log;
  /** A session with role `pbx` over one line, not open yet. */
  readonly createSession: (transport: Transport) => Session;
  /** A client's association has been accepted. */
  readonly onServed?: () => void;
  readonly limits?: Partial<FaceLimits>;
  readonly options?: Partial<FaceOptions>;
}

const LIMITS: FaceLimits = { clients: 100, pauseMs: 1_000 };

/**
 * The face of one switch for all its clients, each with a link of its own. Where the switch goes out of
 * reach every client is cut off, and whoever comes is cut off too until a link can be opened again.
 */
export class FaceServer<Transport> {
  readonly #parts: FaceServerParts<Transport>;
  readonly #limits: FaceLimits;
  readonly #faces = new Set<FaceSession>();
  /** A call has one name, whoever asks and however often a client has been cut off meanwhile. */
  readonly #calls: WireCalls;
  #isClosed = false;
  /** Ends the wait of whoever serves a line one client at a time. */
  readonly #closing = Promise.withResolvers<void>();

  constructor(parts: FaceServerParts<Transport>) {
    this.#parts = parts;
    this.#limits = { ...LIMITS, ...parts.limits };
    this.#calls = new WireCalls(parts.clock, { ...FACE_OPTIONS, ...parts.options });
  }

  /** Clients whose association was accepted, and those on the way there. */
  get clients(): number {
    return this.#faces.size;
  }

  /** The SPI's identifier of the call that clients know by this name. */
  callNamed(wire: string): string | undefined {
    return this.#calls.find(wire);
  }

  /** Serves one client, until it or the switch has gone; resolves then, and never rejects. */
  async accept(transport: Transport): Promise<void> {
    const { connector, clock, log, createSession, options = {} } = this.#parts;
    const session = createSession(transport);
    if (this.#isClosed || this.#faces.size >= this.#limits.clients) {
      log.warn('a client is turned away', { clients: this.#faces.size });
      await session.close();
      return;
    }
    const link = connector.createLink();
    const face = new FaceSession({ session, link, clock, log, calls: this.#calls, options });
    this.#faces.add(face);
    const gone = new Promise<void>((resolve) => {
      face.events.on('closed', ({ detail }) => {
        log.info('a client has gone', { reason: detail });
        resolve();
      });
    });
    try {
      await face.open();
      log.info('a client is served', { clients: this.#faces.size });
      this.#parts.onServed?.();
      await Promise.race([gone, this.#closing.promise]);
    } catch (error) {
      const { code, detail } = toCrosspointError(error);
      log.info('a client could not be served', { code, reason: detail });
    } finally {
      this.#faces.delete(face);
      await face.close();
    }
  }

  /**
   * Serves a line that has one client at a time, such as a serial port: when a session has ended, the
   * next one begins and waits to be associated. `nextTransport` is asked for the line each time.
   * Resolves when the server is closed.
   */
  async serveLine(nextTransport: () => Transport): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#isClosed) {
      const next = clock.now() + this.#limits.pauseMs;
      await this.accept(nextTransport());
      const waitMs = next - clock.now();
      if (waitMs > 0 && !this.#isClosed) {
        await Promise.race([sleep(clock, waitMs), this.#closing.promise]);
      }
    }
  }

  /** Ends every client's session, and the switch. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closing.resolve();
    await Promise.all([...this.#faces].map((face) => face.close()));
    await this.#parts.connector.close();
  }
}
