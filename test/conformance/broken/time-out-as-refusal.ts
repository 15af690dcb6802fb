import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Says of a lost response that the switch has refused. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    try {
      return await this.inner.request(service, args);
    } catch (error) {
      if ((error as { code?: string }).code !== 'switch-timeout') throw error;
      throw new CrosspointError('switch-rejected', 'no answer');
    }
  }
}

export const driver = brokenDriver('time-out-as-refusal', (wrapped) => new Link(wrapped));
