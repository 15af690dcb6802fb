import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Tells of an answer first and of the ringing afterwards. */
class Link extends BrokenLink {
  #ringing: SwitchEvent | undefined;

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event === 'delivered') {
      this.#ringing = event;
      return;
    }
    this.tell(event, receivedAt);
    if (event.event === 'established' && this.#ringing !== undefined) {
      this.tell(this.#ringing, receivedAt);
      this.#ringing = undefined;
    }
  }
}

export const driver = brokenDriver('answer-before-ringing', (wrapped) => new Link(wrapped));
