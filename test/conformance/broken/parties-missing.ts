import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Tells of a ringing phone without saying who calls. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    const blank = event.event === 'delivered' ? { callingDevice: {} } : {};
    this.tell({ ...event, ...blank }, receivedAt);
  }
}

export const driver = brokenDriver('parties-missing', (wrapped) => new Link(wrapped));
