import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Tells of a hold from inside the request, before its answer. */
class Link extends BrokenLink {
  override request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (service === 'holdCall') {
      const { connection } = args as ServiceArgs<'holdCall'>;
      this.#told = connection.call;
      const device = { device: connection.device };
      const held = { event: 'held', connection, device, cause: 'normal' } as const;
      this.tell(held, this.#lastAt);
    }
    return this.inner.request(service, args);
  }

  #told: string | undefined;
  #lastAt = 0;

  protected override hear(event: SwitchEvent, receivedAt: number): void {
    this.#lastAt = receivedAt;
    if (event.event === 'held' && event.connection.call === this.#told) return;
    this.tell(event, receivedAt);
  }
}

export const driver = brokenDriver('event-in-request', (wrapped) => new Link(wrapped));
