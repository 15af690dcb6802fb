import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Tells each answer twice, as a link with two monitors on one call does. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    this.tell(event, receivedAt);
    if (event.event === 'established') this.tell(event, receivedAt);
  }
}

export const driver = brokenDriver('doubled-event', (wrapped) => new Link(wrapped));
