import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Throws everything into one pot. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    try {
      return await this.inner.request(service, args);
    } catch (error) {
      if ((error as { code?: string }).code !== 'unknown-call') throw error;
      throw new CrosspointError('switch-rejected', 'the switch said no', { rawCause: '0x1F' });
    }
  }
}

export const driver = brokenDriver('wrong-error-code', (wrapped) => new Link(wrapped));
