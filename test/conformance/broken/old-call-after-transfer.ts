import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Goes on with the identifiers from before a transfer. */
class Link extends BrokenLink {
  /** New call identifier → the one before the transfer. */
  readonly #oldCalls = new Map<string, string>();

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event === 'transferred') {
      const gone = event.secondaryOldCall?.call ?? event.primaryOldCall.call;
      const [first] = event.connections;
      const kept = first?.newConnection.call ?? gone;
      this.#oldCalls.set(kept, kept === gone ? event.primaryOldCall.call : gone);
      this.tell(event, receivedAt);
    } else if ('connection' in event) {
      const call = this.#oldCalls.get(event.connection.call) ?? event.connection.call;
      this.tell({ ...event, connection: { ...event.connection, call } }, receivedAt);
    } else {
      this.tell(event, receivedAt);
    }
  }
}

export const driver = brokenDriver('old-call-after-transfer', (wrapped) => new Link(wrapped));
