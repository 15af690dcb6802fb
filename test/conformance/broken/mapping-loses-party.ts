import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Leaves one party out of the connection list of a conference. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event !== 'conferenced') this.tell(event, receivedAt);
    else this.tell({ ...event, connections: event.connections.slice(0, -1) }, receivedAt);
  }
}

export const driver = brokenDriver('mapping-loses-party', (wrapped) => new Link(wrapped));
