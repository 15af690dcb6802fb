import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Tells of the way out to the network before it tells of dialling. */
class Link extends BrokenLink {
  #first: [event: SwitchEvent, receivedAt: number] | undefined;

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event === 'serviceInitiated') {
      this.#first = [event, receivedAt];
      return;
    }
    this.tell(event, receivedAt);
    if (this.#first !== undefined) this.tell(...this.#first);
    this.#first = undefined;
  }
}

export const driver = brokenDriver('events-reordered', (wrapped) => new Link(wrapped));
