import type { CrosspointError } from '../../../src/base/errors.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Empties its buffer when the link is lost, after it has said so. */
class Link extends BrokenLink {
  #last: [event: SwitchEvent, receivedAt: number] | undefined;

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    this.#last = [event, receivedAt];
    this.tell(event, receivedAt);
  }

  protected override hearDown(reason: CrosspointError): void {
    super.hearDown(reason);
    if (this.#last !== undefined) this.tell(...this.#last);
  }
}

export const driver = brokenDriver('talks-after-down', (wrapped) => new Link(wrapped));
