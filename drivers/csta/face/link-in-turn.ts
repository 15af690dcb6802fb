import type { Clock, Timer } from '../../../src/base/clock.ts';
import type { SwitchLink, SwitchSnapshot } from '../../../src/spi/driver.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';

/** What the services of the face need of a link. */
export type AskedLink = Pick<SwitchLink, 'capabilities' | 'request' | 'snapshot'>;

/** An event to be told, or an answer to be handed to whoever asked. */
type Item = { readonly event: SwitchEvent } | { readonly settle: () => void };

/**
 * A link whose events and answers are handed on in the order in which it gave them. An answer reaches
 * its listeners only when the code under way has finished, an event at once: of two that came together,
 * the client would hear the second first. Here whatever comes behind an answer waits until that answer
 * has been dealt with.
 */
export class LinkInTurn implements AskedLink {
  readonly #link: SwitchLink;
  readonly #clock: Clock;
  readonly #onEvent: (event: SwitchEvent) => void;
  readonly #items: Item[] = [];
  readonly #stopListening: () => void;
  #pause: Timer | undefined;
  #isClosed = false;

  constructor(link: SwitchLink, clock: Clock, onEvent: (event: SwitchEvent) => void) {
    this.#link = link;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#stopListening = link.events.on('event', (event) => {
      queueMicrotask(() => this.#push({ event }));
    });
  }

  get capabilities(): SwitchLink['capabilities'] {
    return this.#link.capabilities;
  }

  request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    return this.#inTurn(this.#link.request(service, args));
  }

  snapshot(): Promise<SwitchSnapshot> {
    return this.#inTurn(this.#link.snapshot());
  }

  /** No event is handed on any more, and every answer at once. */
  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    this.#clock.clear(this.#pause);
    for (const item of this.#items.splice(0)) if ('settle' in item) item.settle();
  }

  #inTurn<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => this.#push({ settle: () => resolve(value) }),
        (error: unknown) => this.#push({ settle: () => reject(error) }),
      );
    });
  }

  #push(item: Item): void {
    if (this.#isClosed) {
      if ('settle' in item) item.settle();
      return;
    }
    this.#items.push(item);
    if (this.#pause === undefined) this.#handOn();
  }

  #handOn(): void {
    for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) {
      if ('event' in item) {
        this.#onEvent(item.event);
        continue;
      }
      item.settle();
      this.#pause = this.#clock.setTimeout(() => {
        this.#pause = undefined;
        this.#handOn();
      }, 0);
      return;
    }
  }
}
