import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Claims a service that it rejects. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (service === 'deflectCall') {
      throw new CrosspointError('service-not-supported', 'deflectCall is for the next release');
    }
    return this.inner.request(service, args);
  }
}

export const driver = brokenDriver('declares-too-much', (wrapped) => new Link(wrapped));
