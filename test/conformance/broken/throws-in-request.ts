import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Throws from inside request where it should reject. */
class Link extends BrokenLink {
  override request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (service === 'clearConnection') throw new TypeError('Cannot read properties of undefined');
    return this.inner.request(service, args);
  }
}

export const driver = brokenDriver('throws-in-request', (wrapped) => new Link(wrapped));
