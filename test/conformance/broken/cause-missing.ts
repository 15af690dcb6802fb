import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Drops the cause of every clearing. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event !== 'connectionCleared') {
      this.tell(event, receivedAt);
      return;
    }
    const { cause: _, ...rest } = event;
    this.tell(rest as SwitchEvent, receivedAt);
  }
}

export const driver = brokenDriver('cause-missing', (wrapped) => new Link(wrapped));
