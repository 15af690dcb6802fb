import type { Clock, ConnectionId, Connector } from '../../../src/spi/index.ts';
import type { Board } from '../board.ts';
import { EngineCounts } from './engine-counts.ts';
import { CtbusLink } from './link.ts';
import { capabilitiesOf } from './model/services.ts';
import { OpenBoard, type OpenedHardware } from './open-board.ts';
import type { CtbusSettings } from './settings.ts';

export interface ConnectorParts {
  readonly settings: CtbusSettings;
  readonly clock: Clock;
  readonly openHardware: () => Promise<OpenedHardware>;
}

/** One configured board. It is opened by the first link and stays open while links come and go. */
export class CtbusConnector implements Connector {
  readonly #parts: ConnectorParts;
  readonly #links = new Set<CtbusLink>();
  /** Call identifiers of one run are not those of another, for a journal that remembers both. */
  readonly #run: string;
  #opening: Promise<OpenBoard> | undefined;
  #board: OpenBoard | undefined;
  #callCount = 0;
  #isClosed = false;
  readonly #engine = new EngineCounts();

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
    this.#run = Math.floor(parts.clock.now()).toString(36);
  }

  createLink(): CtbusLink {
    const { clock, settings } = this.#parts;
    const link = new CtbusLink({
      clock,
      capabilities: capabilitiesOf(settings),
      openBoard: () => this.#open(),
      onGone: (gone) => this.#links.delete(gone),
    });
    this.#links.add(link);
    return link;
  }

  get counters(): Readonly<Record<string, number>> {
    return { calls: this.#callCount, ...this.#engine.now };
  }

  /** The board as long as it is open, for whoever plays and records at media extensions. */
  get board(): Board | undefined {
    return this.#board?.isGone === true ? undefined : this.#board?.board;
  }

  /** The port of the engine on which a media extension hears and speaks in a call; undefined for other connections. */
  portOf(connection: ConnectionId): number | undefined {
    return this.#board?.exchange.portOf(connection);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#links].map((link) => link.close()));
    await this.#opening?.catch(() => undefined);
    await this.#closeBoard();
  }

  async #open(): Promise<OpenBoard> {
    if (this.#board !== undefined && !this.#board.isGone) return this.#board;
    this.#opening ??= this.#openBoard().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #openBoard(): Promise<OpenBoard> {
    // A board that was pulled out is closed before another one is opened in its place.
    await this.#closeBoard();
    const { settings, clock, openHardware } = this.#parts;
    const opened = await openHardware();
    const nextCall = (): string => {
      this.#callCount += 1;
      return `${this.#run}-${this.#callCount}`;
    };
    try {
      this.#board = new OpenBoard({ settings, clock, ...opened, nextCall });
    } catch (error) {
      await opened.hardware.close();
      throw error;
    }
    this.#engine.begin(opened.board);
    const board = this.#board;
    if (this.#isClosed) await this.#closeBoard();
    return board;
  }

  async #closeBoard(): Promise<void> {
    this.#engine.begin(undefined);
    await this.#board?.close();
    this.#board = undefined;
  }
}
