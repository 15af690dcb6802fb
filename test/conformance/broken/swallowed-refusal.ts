import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Resolves where the switch has refused. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    try {
      return await this.inner.request(service, args);
    } catch (error) {
      if (service === 'retrieveCall' && (error as { code?: string }).code === 'wrong-state')
        return undefined;
      throw error;
    }
  }
}

export const driver = brokenDriver('swallowed-refusal', (wrapped) => new Link(wrapped));
