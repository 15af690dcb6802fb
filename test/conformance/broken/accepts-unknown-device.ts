import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Makes up an answer for a device that does not exist. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    try {
      return await this.inner.request(service, args);
    } catch (error) {
      const isUnknown = error instanceof CrosspointError && error.code === 'unknown-device';
      if (service === 'monitorStart' && isUnknown) return undefined;
      throw error;
    }
  }
}

export const driver = brokenDriver('accepts-unknown-device', (wrapped) => new Link(wrapped));
