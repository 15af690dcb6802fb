import type { SwitchConfiguration } from '../../schemas/generated/types.ts';
import { demoSettings } from '../../drivers/simulated/demo.ts';
import { SimulatedDriver } from '../../drivers/simulated/driver.ts';
import type { SimulatedSettings } from '../../drivers/simulated/settings.ts';
import { silentLog } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { completeConfiguration } from '../../src/cli/configuration.ts';
import type { JournalEvent } from '../../src/journal/event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import type { Store } from '../../src/journal/store.ts';
import type { FarEnd } from '../../src/spi/far-end.ts';
import type { Command } from '../../src/telephony/command.ts';
import { Telephony } from '../../src/telephony/telephony.ts';

export interface HouseOptions {
  readonly seed?: number;
  readonly settings?: SimulatedSettings;
  readonly link?: SwitchConfiguration['link'];
  readonly store?: Store;
  /** Where the house's time begins; a house after a restart goes on where the one before stopped. */
  readonly startAt?: number;
  /** The switch's identifier in the configuration. */
  readonly switchId?: string;
}

/** The lower floors in virtual time over one simulated switch `demo`. */
export class House {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly telephony: Telephony;
  /** Every durable event so far. */
  readonly events: JournalEvent[] = [];

  constructor(options: HouseOptions = {}) {
    const random = new SeededRandom(options.seed ?? 1);
    const clock = new VirtualClock(options.startAt);
    this.clock = clock;
    this.journal = new Journal({ store: options.store ?? new MemoryStore(), clock });
    this.journal.events.on('durable', (group) => {
      for (const { event } of group) this.events.push(event);
    });
    const { switches } = completeConfiguration({
      switches: [
        {
          id: options.switchId ?? 'demo',
          driver: 'simulated',
          settings: { ...(options.settings ?? demoSettings) },
          link: options.link ?? {},
        },
      ],
    });
    this.telephony = new Telephony({
      switches: switches.map((configuration) => ({ configuration, driver: new SimulatedDriver() })),
      journal: this.journal,
      clock,
      random,
      log: silentLog,
    });
  }

  /** Opens the link and waits until the model is up to date. */
  async open(): Promise<this> {
    this.telephony.start();
    await this.clock.advance(1000);
    return this;
  }

  get farEnd(): FarEnd {
    const { farEnd } = this.telephony.requireSwitch('demo');
    if (farEnd === undefined) throw new Error('the switch demo has no far end');
    return farEnd;
  }

  /** Accepts a command and lets a second pass; says what it came to. */
  async command(command: Command, key?: string) {
    const digest = JSON.stringify(command);
    const accepted = this.telephony.command(command, { key, principal: 'test', digest });
    await this.clock.advance(1000);
    return { ...accepted, operation: this.telephony.operations.find(accepted.operation.id) };
  }

  /** Somebody outside calls a number; the identifier of the call. */
  async incoming(to = '2001', from = '+49301234567'): Promise<string> {
    const { call } = await this.command({ command: 'simulate-call', switch: 'demo', from, to });
    return call ?? '';
  }

  /** The types of the events about a call, in order. */
  typesOf(call: string): string[] {
    return this.events.filter(({ subject }) => subject === call).map(({ type }) => type);
  }

  /** `2001 connected, T1 held` — the state of a live call as a person would say it. */
  stateOf(call: string): string {
    const view = this.telephony.calls().find(({ id }) => id === call);
    if (view === undefined) return 'ended';
    return view.connections
      .map(({ device, state }) => `${device.replace('demo:', '')} ${state}`)
      .toSorted()
      .join(', ');
  }
}
