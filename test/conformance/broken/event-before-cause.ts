import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Swallows the first word of a ringing phone: what follows has no cause. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event !== 'delivered') this.tell(event, receivedAt);
  }
}

export const driver = brokenDriver('event-before-cause', (wrapped) => new Link(wrapped));
