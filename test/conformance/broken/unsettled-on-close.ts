import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Leaves whoever waits for an answer waiting when it is closed. */
class Link extends BrokenLink {
  #isClosing = false;

  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    try {
      return await this.inner.request(service, args);
    } catch (error) {
      if (this.#isClosing) return new Promise(() => {});
      throw error;
    }
  }

  override close(): Promise<void> {
    this.#isClosing = true;
    return this.inner.close();
  }
}

export const driver = brokenDriver('unsettled-on-close', (wrapped) => new Link(wrapped));
