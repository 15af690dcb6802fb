import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Does not take its hands off the line when it is closed. */
class Link extends BrokenLink {
  #last: [event: SwitchEvent, receivedAt: number] | undefined;

  override async close(): Promise<void> {
    await this.inner.close();
    if (this.#last !== undefined) this.tell(...this.#last);
  }

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    this.#last = [event, receivedAt];
    this.tell(event, receivedAt);
  }
}

export const driver = brokenDriver('event-after-close', (wrapped) => new Link(wrapped));
