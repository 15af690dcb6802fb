import type { Clock, Timer } from '../../../src/base/clock.ts';
import type { SwitchLink } from '../../../src/spi/driver.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { SimulatedConnector } from '../driver.ts';

const REOPEN_MS = 100;

export interface LinkListener {
  onEvent(event: SwitchEvent): void;
  onLink(state: 'up' | 'down'): void;
}

/** A link that monitors every device, and a new one whenever it is lost. */
export class ObservedLink {
  readonly #connector: SimulatedConnector;
  readonly #clock: Clock;
  readonly #listener: LinkListener;
  #link: SwitchLink | undefined;
  #retry: Timer | undefined;
  #isClosed = false;

  constructor(connector: SimulatedConnector, clock: Clock, listener: LinkListener) {
    this.#connector = connector;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Opens a link and monitors; the first word of the run can be heard after it. */
  async open(): Promise<void> {
    const link = this.#connector.createLink();
    link.events.on('event', (event) => this.#listener.onEvent(event));
    link.events.on('down', () => {
      this.#listener.onLink('down');
      this.#openLater();
    });
    try {
      await link.open();
    } catch {
      this.#openLater();
      return;
    }
    this.#link = link;
    const devices = this.#connector.farEnd.look().devices.map(({ device }) => device);
    const started = devices.map((device) => link.request('monitorStart', { device }));
    // A monitor whose answer is lost has been started; one on a lost link is started on the next.
    await Promise.allSettled(started);
    if (this.#link === link && !this.#isClosed) this.#listener.onLink('up');
  }

  request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (this.#link !== undefined) return this.#link.request(service, args);
    return Promise.reject(new CrosspointError('link-down', 'the link is not open'));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#clock.clear(this.#retry);
    await this.#link?.close();
  }

  #openLater(): void {
    this.#link = undefined;
    if (this.#isClosed) return;
    this.#retry = this.#clock.setTimeout(() => void this.open(), REOPEN_MS);
  }
}
