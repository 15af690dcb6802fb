import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Rejects with an Error of its own kind. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    try {
      return await this.inner.request(service, args);
    } catch (error) {
      if ((error as { code?: string }).code !== 'wrong-state') throw error;
      throw new Error('invalidObjectState', { cause: error });
    }
  }
}

export const driver = brokenDriver('plain-error', (wrapped) => new Link(wrapped));
