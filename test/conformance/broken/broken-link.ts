import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { CrosspointError } from '../../../src/base/errors.ts';
import type {
  Connector,
  Driver,
  LinkEvents,
  SwitchLink,
  SwitchSnapshot,
} from '../../../src/spi/driver.ts';
import type {
  Capability,
  ServiceAnswer,
  ServiceArgs,
  ServiceName,
} from '../../../src/spi/services.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { driver as simulated } from '../simulated.ts';

export { conformance } from '../simulated.ts';

/** What the broken drivers need of the connector they wrap. */
export interface Wrapped {
  readonly link: SwitchLink;
  readonly connector: Connector;
}

/**
 * A link that does what the simulated switch's link does. Each broken driver overrides one method and
 * breaks one rule with it; the bench and everything behind the link stay right.
 */
export class BrokenLink implements SwitchLink {
  readonly events = new TypedEmitter<LinkEvents>();
  protected readonly inner: SwitchLink;
  protected readonly connector: Connector;

  constructor({ link, connector }: Wrapped) {
    this.inner = link;
    this.connector = connector;
    link.events.on('event', (event, receivedAt) => this.hear(event, receivedAt));
    link.events.on('down', (reason) => this.hearDown(reason));
    link.events.on('oddity', (what) => this.events.emit('oddity', what));
  }

  get capabilities(): ReadonlySet<Capability> {
    return this.inner.capabilities;
  }

  open(): Promise<void> {
    return this.inner.open();
  }

  request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    return this.inner.request(service, args);
  }

  snapshot(): Promise<SwitchSnapshot> {
    return this.inner.snapshot();
  }

  probe(): Promise<void> {
    return this.inner.probe();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  protected hear(event: SwitchEvent, receivedAt: number): void {
    this.tell(event, receivedAt);
  }

  protected hearDown(reason: CrosspointError): void {
    this.events.emit('down', reason);
  }

  protected tell(event: SwitchEvent, receivedAt: number): void {
    this.events.emit('event', event, receivedAt);
  }
}

/** The simulated switch's driver with another link in front of its own. */
export function brokenDriver(name: string, createLink: (wrapped: Wrapped) => SwitchLink): Driver {
  return {
    name,
    settingsSchema: simulated.settingsSchema,
    createConnector(settings, context) {
      const connector = simulated.createConnector(settings, context);
      return {
        ...(connector.farEnd === undefined ? {} : { farEnd: connector.farEnd }),
        createLink: () => createLink({ link: connector.createLink(), connector }),
        close: () => connector.close(),
      };
    },
  };
}
