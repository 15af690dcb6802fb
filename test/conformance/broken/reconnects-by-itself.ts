import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import type { SwitchSnapshot } from '../../../src/spi/driver.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Hides a loss: opens another link behind the back of whoever uses this one. */
class Link extends BrokenLink {
  #link = this.inner;

  override request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    return this.#link.request(service, args);
  }

  override snapshot(): Promise<SwitchSnapshot> {
    return this.#link.snapshot();
  }

  override probe(): Promise<void> {
    return this.#link.probe();
  }

  override async close(): Promise<void> {
    await this.#link.close();
  }

  protected override hearDown(): void {
    const link = this.connector.createLink();
    link.events.on('event', (event, receivedAt) => this.hear(event, receivedAt));
    link.events.on('down', () => this.hearDown());
    this.#link = link;
    link.open().catch(() => undefined);
  }
}

export const driver = brokenDriver('reconnects-by-itself', (wrapped) => new Link(wrapped));
