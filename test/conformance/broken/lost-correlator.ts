import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Claims correlatorData and drops it. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    const { correlator: _, ...rest } = event as SwitchEvent & { correlator?: string };
    this.tell(rest, receivedAt);
  }
}

export const driver = brokenDriver('lost-correlator', (wrapped) => new Link(wrapped));
