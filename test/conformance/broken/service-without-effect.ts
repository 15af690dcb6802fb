import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Says that a forwarding is set, and forgets to send it. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (service === 'setForwarding') return undefined;
    return this.inner.request(service, args);
  }
}

export const driver = brokenDriver('service-without-effect', (wrapped) => new Link(wrapped));
