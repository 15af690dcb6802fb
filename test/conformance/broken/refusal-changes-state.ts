import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Refuses to hold a ringing call, and clears it. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    try {
      return await this.inner.request(service, args);
    } catch (error) {
      if (service === 'holdCall') {
        const { connection } = args as ServiceArgs<'holdCall'>;
        await this.inner.request('clearCall', { call: connection.call }).catch(() => undefined);
      }
      throw error;
    }
  }
}

export const driver = brokenDriver('refusal-changes-state', (wrapped) => new Link(wrapped));
