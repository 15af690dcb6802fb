import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Goes on with the identifiers from before a transfer. */
class Link extends BrokenLink {
  /** By device: what its connection was called before. */
  readonly #before = new Map<string, ConnectionId>();

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event === 'transferred') {
      for (const { oldConnection: old } of event.connections) {
        if (old !== undefined) this.#before.set(old.device, old);
      }
    } else if ('connection' in event) {
      const connection = this.#before.get(event.connection.device) ?? event.connection;
      this.tell({ ...event, connection }, receivedAt);
      return;
    }
    this.tell(event, receivedAt);
  }
}

export const driver = brokenDriver('old-call-after-transfer', (wrapped) => new Link(wrapped));
