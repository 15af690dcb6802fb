import { CrosspointError } from '../../src/base/errors.ts';
import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { virtualWait, type Bench, type DriverModule } from '../../src/spi/conformance/bench.ts';
import type { Driver, DriverContext, LinkEvents, SwitchLink } from '../../src/spi/driver.ts';
import type { Capability } from '../../src/spi/services.ts';

/** A switch on paper: three phones at which nothing ever happens. As right as little can be. */
export class PaperLink implements SwitchLink {
  readonly events = new TypedEmitter<LinkEvents>();
  readonly capabilities: ReadonlySet<Capability> = new Set(['monitorStart', 'monitorStop']);
  protected readonly context: DriverContext;
  #isClosed = false;

  constructor(context: DriverContext) {
    this.context = context;
  }

  async open(): Promise<void> {}

  async request(service: string, args: object): Promise<never> {
    await this.probe();
    if (!this.capabilities.has(service as Capability)) {
      throw new CrosspointError('service-not-supported', `there is no ${service} on paper`);
    }
    const { device } = args as { device: string };
    if (PHONES.includes(device)) return undefined as never;
    throw new CrosspointError('unknown-device', `there is no ${device} on paper`);
  }

  async snapshot() {
    await this.probe();
    const devices = PHONES.map((device) => {
      return { device, kind: 'extension', isInService: true } as const;
    });
    return { devices, calls: [] };
  }

  /** Takes a moment, as everything does that crosses a wire. */
  async probe(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
    if (this.#isClosed) throw new CrosspointError('link-down', 'the link was closed');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }
}

const PHONES: readonly string[] = ['2001', '2002', '2003'];

/** A module for the kit, with this link and what a test wants different about the bench. */
export function paperModule(
  createLink: (context: DriverContext) => SwitchLink,
  bench: Partial<Bench> = {},
): DriverModule {
  const driver: Driver = {
    name: 'paper',
    settingsSchema: { type: 'object' },
    createConnector(settings, context) {
      if (typeof settings !== 'object') {
        const position = { source: 'settings', pointer: '' };
        throw new CrosspointError('invalid-configuration', 'not an object', { position });
      }
      return { createLink: () => createLink(context), async close() {} };
    },
  };
  return {
    driver,
    conformance: {
      async createBench() {
        const clock = new VirtualClock();
        return {
          clock,
          settings: {},
          numbers: {
            extensions: ['2001', '2002', '2003'],
            caller: '+4930123456',
            outside: '0030987654',
            unknown: '9999',
          },
          until: virtualWait(clock),
          async close() {},
          ...bench,
        };
      },
    },
  };
}
