import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Forgets that phones are put down. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event === 'callCleared') return;
    if (event.event === 'connectionCleared' && isPhone(event.connection.device)) return;
    this.tell(event, receivedAt);
  }
}

export const driver = brokenDriver('missing-terminal-event', (wrapped) => new Link(wrapped));

function isPhone(device: string): boolean {
  return device.startsWith('20');
}
