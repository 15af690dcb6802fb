import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Stamps clearings with the time of the switch, whose clock is slow. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    this.tell(event, event.event === 'connectionCleared' ? receivedAt - 5_000 : receivedAt);
  }
}

export const driver = brokenDriver('time-runs-back', (wrapped) => new Link(wrapped));
