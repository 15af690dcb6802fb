import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Loses the answer to every second request to hold: it never settles. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    const answer = await this.inner.request(service, args);
    if (service === 'holdCall') return new Promise(() => {});
    return answer;
  }
}

export const driver = brokenDriver('lost-response', (wrapped) => new Link(wrapped));
