import type { Clock } from '../../src/base/clock.ts';
import type { CallRecord } from '../../src/spi/call-record.ts';
import type { Connector, Driver, DriverContext } from '../../src/spi/driver.ts';
import { SERVICES, type Capability } from '../../src/spi/services.ts';
import { CallRecords } from './call-records.ts';
import { SimulatedFarEnd } from './far-end.ts';
import { Faults } from './faults.ts';
import { SimulatedLink } from './link.ts';
import { SimulatedSwitch } from './model/simulated-switch.ts';
import { SettingsCheck } from './settings-check.ts';
import { SETTINGS_SCHEMA } from './settings-schema.ts';
import { linkTimingOf, type SimulatedSettings } from './settings.ts';

/** `driver: simulated`: a private branch exchange that exists only in this process. */
export class SimulatedDriver implements Driver {
  readonly name = 'simulated';
  readonly settingsSchema: object = SETTINGS_SCHEMA;
  readonly #check = new SettingsCheck();

  createConnector(settings: unknown, context: DriverContext): SimulatedConnector {
    return new SimulatedConnector(this.#check.check(settings), context.clock);
  }
}

/** What whoever loads drivers looks for. */
export const driver = new SimulatedDriver();

/** One simulated switch. It lives here, so that its calls go on while links come and go. */
export class SimulatedConnector implements Connector {
  readonly farEnd: SimulatedFarEnd;
  readonly #settings: SimulatedSettings;
  readonly #clock: Clock;
  readonly #switch: SimulatedSwitch;
  readonly #faults: Faults;
  readonly #links = new Set<SimulatedLink>();

  constructor(settings: SimulatedSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#switch = new SimulatedSwitch(settings, clock);
    this.#faults = new Faults(clock, this.#switch, () => this.#cutLinks());
    if (settings.callRecords === true) {
      const print = (record: CallRecord): void => {
        for (const link of this.#links) link.tellRecord(record);
      };
      this.#switch.listen(new CallRecords(clock, print));
    }
    this.farEnd = new SimulatedFarEnd(this.#switch, this.#faults);
  }

  createLink(): SimulatedLink {
    const link = new SimulatedLink({
      clock: this.#clock,
      simulated: this.#switch,
      faults: this.#faults,
      timing: linkTimingOf(this.#settings),
      capabilities: capabilitiesOf(this.#settings),
      onGone: (gone) => this.#links.delete(gone),
    });
    this.#links.add(link);
    return link;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links].map((link) => link.close()));
    this.#faults.close();
    this.#switch.close();
  }

  #cutLinks(): void {
    for (const link of [...this.#links]) link.cut();
  }
}

function capabilitiesOf({ without = [] }: SimulatedSettings): ReadonlySet<Capability> {
  const all: readonly Capability[] = [
    ...SERVICES,
    'correlatorData',
    'callingName',
    'digitsReported',
  ];
  return new Set(all.filter((capability) => !without.includes(capability)));
}
