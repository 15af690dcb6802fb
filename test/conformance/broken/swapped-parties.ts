import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Takes the caller for the one who rings. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    const isDelivered = event.event === 'delivered';
    this.tell(isDelivered ? { ...event, alertingDevice: event.callingDevice } : event, receivedAt);
  }
}

export const driver = brokenDriver('swapped-parties', (wrapped) => new Link(wrapped));
