import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Hands the switch's own number on where a cause is wanted. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    const raw = { cause: 'EV_CAUSE_22' as never };
    this.tell(event.event === 'held' ? { ...event, ...raw } : event, receivedAt);
  }
}

export const driver = brokenDriver('cause-not-in-table', (wrapped) => new Link(wrapped));
