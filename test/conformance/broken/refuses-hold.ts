import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Claims to hold calls, and asks the switch for it in words that it does not know. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (service !== 'holdCall') return this.inner.request(service, args);
    throw new CrosspointError('switch-rejected', 'no such command', { rawCause: '0x07' });
  }
}

export const driver = brokenDriver('refuses-hold', (wrapped) => new Link(wrapped));
