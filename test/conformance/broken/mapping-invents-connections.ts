import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Names connections in a transfer that never existed. */
class Link extends BrokenLink {
  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event !== 'transferred') {
      this.tell(event, receivedAt);
      return;
    }
    const connections = event.connections.map((entry) => {
      return { ...entry, oldConnection: { call: '4711', device: entry.newConnection.device } };
    });
    this.tell({ ...event, connections }, receivedAt);
  }
}

export const driver = brokenDriver('mapping-invents-connections', (wrapped) => new Link(wrapped));
