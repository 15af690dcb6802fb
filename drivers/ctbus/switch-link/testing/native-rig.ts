import { SystemClock, sleep } from '../../../../src/base/clock.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { SeededRandom } from '../../../../src/base/random.ts';
import type { SwitchEvent, SwitchEventName } from '../../../../src/spi/index.ts';
import type { CtbusConnector } from '../connector.ts';
import { CtbusDriver } from '../driver.ts';
import type { CtbusLink } from '../link.ts';

const PATIENCE_MS = 8_000;

/** A link to a board of the engine, in real time, and what it has told. */
export class NativeRig {
  readonly clock = new SystemClock();
  readonly connector: CtbusConnector;
  readonly link: CtbusLink;
  readonly told: SwitchEvent[] = [];
  readonly oddities: string[] = [];
  readonly downs: string[] = [];

  private constructor(settings: object) {
    this.connector = new CtbusDriver().createConnector(settings, {
      switchId: 'rig',
      clock: this.clock,
      random: new SeededRandom(1),
      log: silentLog,
    });
    this.link = this.connector.createLink();
    this.link.events.on('event', (event) => this.told.push(event));
    this.link.events.on('oddity', (what) => this.oddities.push(what.message));
    this.link.events.on('down', (reason) => this.downs.push(reason.code));
  }

  static async open(settings: object): Promise<NativeRig> {
    const rig = new NativeRig(settings);
    try {
      await rig.link.open();
    } catch (error) {
      await rig.connector.close();
      throw error;
    }
    return rig;
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    const until = this.clock.now() + PATIENCE_MS;
    while (!condition()) {
      if (this.clock.now() > until) throw new Error(`${what} did not happen: ${this.story}`);
      await sleep(this.clock, 5);
    }
  }

  /** The next event of this name, that has come or will come. */
  async expect<Name extends SwitchEventName>(
    name: Name,
  ): Promise<Extract<SwitchEvent, { event: Name }>> {
    const found = (): number => this.told.findIndex(({ event }) => event === name);
    await this.until(() => found() >= 0, name);
    const [event] = this.told.splice(found(), 1);
    return event as Extract<SwitchEvent, { event: Name }>;
  }

  get story(): string {
    return JSON.stringify([...this.told, ...this.oddities]);
  }
}
