import {
  CrosspointError,
  TypedEmitter,
  type Capability,
  type Clock,
  type LinkEvents,
  type ServiceAnswer,
  type ServiceArgs,
  type ServiceName,
  type SwitchEvent,
  type SwitchLink,
  type SwitchSnapshot,
} from '../../../src/spi/index.ts';
import { toCrosspointError } from '../../../src/base/errors.ts';
import type { OpenBoard } from './open-board.ts';
import { Outbox } from './outbox.ts';

export interface LinkParts {
  readonly clock: Clock;
  readonly capabilities: ReadonlySet<Capability>;
  /** Opens the board, or hands out the one that is open. */
  readonly openBoard: () => Promise<OpenBoard>;
  /** Called when the link needs no more looking after. */
  readonly onGone: (link: CtbusLink) => void;
}

/** A link to a board in this process. The board is the connector's: its calls go on when a link is closed. */
export class CtbusLink implements SwitchLink {
  readonly events = new TypedEmitter<LinkEvents>();
  readonly capabilities: ReadonlySet<Capability>;
  readonly #parts: LinkParts;
  readonly #outbox: Outbox;
  #state: 'new' | 'opening' | 'open' | 'gone' = 'new';
  #board: OpenBoard | undefined;
  #isClosed = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.capabilities = parts.capabilities;
    this.#outbox = new Outbox((event, receivedAt) => {
      this.events.emit('event', event, receivedAt);
    });
  }

  async open(): Promise<void> {
    if (this.#state !== 'new') throw linkDown('the link cannot be opened again');
    this.#state = 'opening';
    try {
      const board = await this.#parts.openBoard();
      // It may have been closed meanwhile.
      if (this.#isClosed) throw linkDown('the link was closed');
      board.listen(this);
      this.#board = board;
      this.#state = 'open';
    } catch (error) {
      this.#state = 'gone';
      throw toCrosspointError(error);
    }
  }

  request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (!this.capabilities.has(service)) {
      const what = `a board has no ${service}`;
      return Promise.reject(new CrosspointError('service-not-supported', what));
    }
    return this.#ask((board) => board.exchange.perform(service, args));
  }

  snapshot(): Promise<SwitchSnapshot> {
    return this.#ask((board) => board.exchange.snapshot());
  }

  probe(): Promise<void> {
    return this.#ask((board) => board.hardware.probe());
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#end();
    return Promise.resolve();
  }

  /** The board tells a fact. */
  onEvent(event: SwitchEvent): void {
    if (this.#state === 'open') this.#outbox.put(event, this.#parts.clock.now());
  }

  onOddity(what: CrosspointError): void {
    if (this.#state === 'open') this.events.emit('oddity', what);
  }

  /** The board is gone; what it had to tell has been told. */
  onGone(reason: CrosspointError): void {
    if (this.#state !== 'open') return;
    queueMicrotask(() => {
      if (this.#isClosed) return;
      this.#outbox.flush();
      this.#end();
      this.events.emit('down', reason);
    });
  }

  /** In a turn of its own, so that no event comes from inside the request. */
  async #ask<T>(question: (board: OpenBoard) => T | Promise<T>): Promise<T> {
    await Promise.resolve();
    if (this.#board === undefined || this.#board.isGone) throw linkDown('the link is not open');
    const answer = await question(this.#board);
    if (this.#state === 'gone') throw linkDown('the link was closed or lost');
    return answer;
  }

  #end(): void {
    this.#state = 'gone';
    this.#parts.onGone(this);
    this.#outbox.close();
    this.#board?.stopListening(this);
    this.#board = undefined;
  }
}

function linkDown(what: string): CrosspointError {
  return new CrosspointError('link-down', what);
}
