import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Tells of every call of the switch, monitored or not. */
class Link extends BrokenLink {
  override async open(): Promise<void> {
    await this.inner.open();
    for (const device of ['2001', '2002', '2003']) {
      await this.inner.request('monitorStart', { device });
    }
  }

  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (service === 'monitorStop') return undefined;
    return this.inner.request(service, args);
  }
}

export const driver = brokenDriver('monitors-everything', (wrapped) => new Link(wrapped));
