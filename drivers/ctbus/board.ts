import { CrosspointError } from '../../src/base/errors.ts';
import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import { type BoardEventMap, BoardEvents } from './board-events.ts';
import { BusClock } from './bus-clock.ts';
import { Conference } from './conference.ts';
import {
  CAPABILITIES,
  type Capability,
  type Law,
  LAWS,
  nameOf,
  namesOfBits,
} from './enumerations.ts';
import { EventBatch } from './event-batch.ts';
import { Fabric } from './fabric.ts';
import { Line } from './line.ts';
import { native } from './native-errors.ts';
import {
  type EngineCounters,
  libraryPath,
  loadNative,
  type Native,
  type NativeEngine,
} from './native.ts';
import { Port } from './port.ts';
import { type RawFormat, Sound } from './sound.ts';
import { Span } from './span.ts';
import { Trunk, type TrunkOptions } from './trunk.ts';

export interface BoardOptions {
  /** A board that ships with the engine, or the path of a vendor's library. */
  readonly library: 'simulated' | 'dahdi' | (string & {});
  /** What the board defines: native/boards/NAME has it for those that ship. */
  readonly settings?: object;
  /** How long a block is; 10 without it. */
  readonly blockMs?: number;
  /** `stepped`: nothing runs by itself; `step` does, for tests and virtual time. */
  readonly pace?: 'realTime' | 'stepped';
  /** How many events may wait for JavaScript before some are lost, which is told; 65,536 without it. */
  readonly eventCapacity?: number;
  readonly onListenerError?: (error: unknown) => void;
}

export interface BoardInfo {
  readonly name: string;
  readonly model: string;
  readonly serial: string;
  readonly driver: string;
  readonly capabilities: readonly Capability[];
  readonly blockMs: number;
  /** Of the octets at the ports. */
  readonly portLaw: Law;
  readonly localStreams: number;
}

/**
 * A telephony board, run by the engine: one real-time thread that JavaScript cannot hold up. An open board keeps the process
 * alive; see `unref`.
 *
 * @example
 * const board = await Board.open({ library: 'simulated', settings: { spans: [{ kind: 'e1' }] } });
 * const [port] = board.ports;
 * port.events.on('digit', ({ digit }) => console.log(digit));
 * port.detect({ dtmf: true });
 */
export class Board {
  readonly info: BoardInfo;
  readonly spans: readonly Span[];
  readonly lines: readonly Line[];
  readonly ports: readonly Port[];
  readonly fabric: Fabric;
  readonly clock: BusClock;
  readonly events: TypedEmitter<BoardEventMap>;
  readonly #native: Native;
  readonly #engine: NativeEngine;
  readonly #told: BoardEvents;
  readonly #onListenerError: ((error: unknown) => void) | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Loads the library and opens the board, which runs at once.
   * @throws CrosspointError `native-unavailable` where the engine has not been built, `invalid-configuration` for what is wrong
   *   with library or settings
   */
  static async open(options: BoardOptions): Promise<Board> {
    const board = new Board(loadNative(), options);
    try {
      native(() => board.#engine.start());
      return board;
    } catch (error) {
      await board.close();
      throw error;
    }
  }

  private constructor(addon: Native, options: BoardOptions) {
    const { EngineHandle } = addon;
    const { onListenerError } = options;
    this.#native = addon;
    this.#onListenerError = onListenerError;
    this.events = new TypedEmitter(onListenerError);
    const library = libraryPath(addon, 'board', options.library);
    // No event comes before the first turn after this, so `told` is there by then.
    const engine = native(
      () =>
        new EngineHandle(
          {
            library,
            settings: JSON.stringify(options.settings ?? {}),
            blockFrames: (options.blockMs ?? 10) * 8,
            isStepped: options.pace === 'stepped',
            ...(options.eventCapacity === undefined
              ? {}
              : { eventCapacity: options.eventCapacity }),
          },
          (count, isTick) => (isTick ? this.#told.tick() : this.#told.dispatch(count)),
        ),
    );
    this.#engine = engine;
    try {
      const info = native(() => engine.info());
      const law = nameOf(LAWS, info.portLaw);
      this.info = {
        name: info.name,
        model: info.model,
        serial: info.serial,
        driver: info.driver,
        capabilities: namesOfBits(CAPABILITIES, info.capabilities),
        blockMs: info.blockFrames / 8,
        portLaw: law,
        localStreams: info.localStreams,
      };
      this.fabric = new Fabric(engine);
      this.clock = new BusClock(engine);
      this.spans = counted(info.spans, (number) => new Span(engine, number, onListenerError));
      this.lines = counted(info.lines, (number) => new Line(engine, number, onListenerError));
      const context = {
        native: addon,
        engine,
        law,
        onListenerError,
        track: <Tracked extends Parameters<BoardEvents['track']>[0]>(operation: Tracked) =>
          this.#told.track(operation),
        trackStream: (stream: Parameters<BoardEvents['trackStream']>[0]) =>
          this.#told.trackStream(stream),
      };
      this.ports = counted(info.ports, (number) => new Port(context, number));
      const { spans, lines, ports, events } = this;
      const batch = new EventBatch(engine.batch());
      this.#told = new BoardEvents({ batch, engine, spans, lines, ports, events });
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  /** Nothing of the board can be used any more but `close`. */
  get isRemoved(): boolean {
    return this.#told.isRemoved;
  }

  /** A sound for the ports of this board, from a file or from a file in memory. */
  loadSound(from: string | Uint8Array, raw?: RawFormat): Promise<Sound> {
    const { portLaw } = this.info;
    if (typeof from === 'string') return Sound.fromFile(this.#native, from, portLaw);
    return Promise.resolve(Sound.fromOctets(this.#native, from, portLaw, raw));
  }

  /** Parties hear the `loudest` talkers, or with 0 all, without themselves. */
  createConference({ loudest = 0 } = {}): Conference {
    const id = native(() => this.#engine.createConference(loudest));
    const forget = (): void => this.#told.forgetConference(id);
    const conference = new Conference(this.#engine, id, forget, this.#onListenerError);
    this.#told.trackConference(conference);
    return conference;
  }

  /** Signalling on a span; its lines are opened by it. */
  openTrunk(options: TrunkOptions): Trunk {
    const { signalling, name, settings = {}, span, frameTimeslot, ports, connectsPorts } = options;
    if (this.#told.hasTrunk(name)) {
      throw new CrosspointError('wrong-state', `there is a trunk ${name} already`);
    }
    const module = libraryPath(this.#native, 'trunk', signalling);
    const handle = native(() =>
      this.#engine.openTrunk({
        module,
        name,
        span,
        settings: JSON.stringify(settings),
        ...(frameTimeslot === undefined ? {} : { frameTimeslot }),
        ...(ports === undefined ? {} : { ports: ports.map(({ number }) => number) }),
        ...(connectsPorts === undefined ? {} : { connectsPorts }),
      }),
    );
    const forget = (): void => {
      // Its last messages come before.
      this.#engine.drain();
      this.#told.forgetTrunk(name);
    };
    const trunk = new Trunk(handle, name, forget, this.#onListenerError);
    this.#told.trackTrunk(trunk);
    return trunk;
  }

  counters(): EngineCounters {
    return native(() => this.#engine.counters());
  }

  /** With `pace: 'stepped'`: runs so many blocks, and tells what happened in them before it returns. */
  step(blocks = 1): void {
    if (this.#told.isDispatching) {
      throw new CrosspointError('wrong-state', 'a listener cannot step the board that calls it');
    }
    native(() => this.#engine.step(blocks));
    this.#told.tick();
    this.#engine.drain();
  }

  /** For tests and benches: puts digits heard at the first port into the engine's queue, and answers how many it took. */
  postEvents(count: number): number {
    return native(() => this.#engine.postEvents(count));
  }

  /** The process keeps alive for this board: so it is from the beginning. */
  ref(): void {
    native(() => this.#engine.hold(true));
  }

  /** The process may exit while this board runs; it is closed then. */
  unref(): void {
    native(() => this.#engine.hold(false));
  }

  /** Ends every operation with `closed`, tells that, and closes trunks, streams, engine and board. Any number of times. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // A listener may close the board: its batch is told to the end before.
    await Promise.resolve();
    await this.#told.closeTrunks();
    this.#told.closeStreams();
    native(() => this.#engine.stop());
    this.#engine.drain();
    this.#engine.close();
  }
}

function counted<One>(count: number, make: (number: number) => One): One[] {
  return Array.from({ length: count }, (_, number) => make(number));
}
