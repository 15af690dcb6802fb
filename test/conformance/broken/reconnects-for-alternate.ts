import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Takes alternating for reconnecting: the active call is not held but lost. */
class Link extends BrokenLink {
  override request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    const isAlternate = service === 'alternateCall';
    return this.inner.request(isAlternate ? ('reconnectCall' as Name) : service, args);
  }
}

export const driver = brokenDriver('reconnects-for-alternate', (wrapped) => new Link(wrapped));
