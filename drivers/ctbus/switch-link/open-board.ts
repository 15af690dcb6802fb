import type { Clock, CrosspointError, SwitchEvent } from '../../../src/spi/index.ts';
import type { Board } from '../board.ts';
import type { Hardware } from './hardware.ts';
import { Exchange } from './model/exchange.ts';
import { Teller } from './model/teller.ts';
import { boardRemovedError } from './model/trunk-calls.ts';
import type { CtbusSettings } from './settings.ts';

/** Who hears the facts of a board. */
export interface BoardListener {
  onEvent(event: SwitchEvent): void;
  onOddity(what: CrosspointError): void;
  onGone(reason: CrosspointError): void;
}

/** A board that is open, and the board's line behind each extension. */
export interface OpenedHardware {
  readonly hardware: Hardware;
  readonly lineOf: (span: number, line: number) => number | undefined;
  /** What whoever plays and records at media extensions works with. */
  readonly board?: Board;
}

export interface OpenBoardParts extends OpenedHardware {
  readonly settings: CtbusSettings;
  readonly clock: Clock;
  readonly nextCall: () => string;
}

/** The hardware, the exchange on it, and the links that listen. */
export class OpenBoard {
  readonly hardware: Hardware;
  readonly exchange: Exchange;
  readonly board: Board | undefined;
  readonly #listeners = new Set<BoardListener>();
  #isGone = false;

  constructor({ settings, clock, hardware, lineOf, nextCall, board }: OpenBoardParts) {
    this.hardware = hardware;
    this.board = board;
    const teller = new Teller((event) => {
      for (const listener of this.#listeners) listener.onEvent(event);
    });
    const oddity = (what: CrosspointError): void => {
      for (const listener of this.#listeners) listener.onOddity(what);
    };
    this.exchange = new Exchange(
      { settings, clock, hardware, teller, lineOf, nextCall, oddity },
      () => this.#onRemoved(),
    );
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  listen(listener: BoardListener): void {
    this.#listeners.add(listener);
  }

  stopListening(listener: BoardListener): void {
    this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isGone = true;
    this.exchange.close();
    await this.hardware.close();
  }

  #onRemoved(): void {
    this.#isGone = true;
    for (const listener of [...this.#listeners]) listener.onGone(boardRemovedError());
  }
}
