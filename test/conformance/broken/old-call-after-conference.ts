import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Clears a party of a conference under its identifier from before. */
class Link extends BrokenLink {
  readonly #before = new Map<string, ConnectionId>();

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    if (event.event === 'conferenced') {
      for (const { oldConnection: old, newConnection } of event.connections) {
        if (old !== undefined && old.call !== newConnection.call) {
          this.#before.set(newConnection.device, old);
        }
      }
    }
    const old =
      event.event === 'connectionCleared' ? this.#before.get(event.connection.device) : undefined;
    this.tell(
      old === undefined ? event : ({ ...event, connection: old } as SwitchEvent),
      receivedAt,
    );
  }
}

export const driver = brokenDriver('old-call-after-conference', (wrapped) => new Link(wrapped));
