import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Answers makeCall with an identifier that no event uses. */
class Link extends BrokenLink {
  override async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    const answer = await this.inner.request(service, args);
    if (service !== 'makeCall') return answer;
    const { initiatedCall } = answer as ServiceAnswer<'makeCall'>;
    const call = `pending-${initiatedCall.call}`;
    return { initiatedCall: { ...initiatedCall, call } } as ServiceAnswer<Name>;
  }
}

export const driver = brokenDriver('answers-other-call', (wrapped) => new Link(wrapped));
