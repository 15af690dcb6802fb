import type { SimulatedSettings } from '../../drivers/simulated/settings.ts';
import { SimulatedDriver } from '../../drivers/simulated/driver.ts';
import { silentLog } from '../../src/base/log.ts';
import { SeededRandom, randomInteger } from '../../src/base/random.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { completeConfiguration } from '../../src/cli/configuration.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import { Telephony } from '../../src/telephony/telephony.ts';
import { Invariants, checkCall, checkTruth } from './invariants.ts';
import { People, someFault } from './people.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Calls to be begun by outside callers and agents. */
  readonly calls: number;
  /** Actions between two faults; 0 for none. */
  readonly stepsPerFault?: number;
}

const EXTENSIONS = Array.from({ length: 20 }, (_, index) => String(2001 + index));

const SETTINGS: SimulatedSettings = {
  country: 'DE',
  extensions: EXTENSIONS.map((number) => ({ number, name: `Agent ${number}` })),
  trunks: { lines: 60 },
  groups: [{ number: '2100', members: EXTENSIONS.slice(0, 5), ringMs: 5000 }],
  pilots: [{ number: '2200', agents: EXTENSIONS.slice(5, 12), ringMs: 5000 }],
  parkSlots: ['71', '72', '73'],
  timing: { patienceMs: 20_000, failureToneMs: 2000, parkRecallMs: 10_000 },
  outside: [{ number: '+49 40 5550', does: 'answers', afterMs: 2000, hangsUpAfterMs: 30_000 }],
};

const LINK = {
  snapshotIntervalMs: 5000,
  requestsPerSecond: 1000,
  startUpRequestsPerSecond: 200,
  reconnectMaxMs: 2000,
};
const CALLS_BETWEEN_RESTS = 2000;

/**
 * A day at the office in virtual time, with every fault switched on: people call, answer, hold,
 * consult, transfer and hang up by chance, links break, events are late, doubled and swapped, answers
 * are lost. The invariants are checked after every step and the model against the switch's truth each
 * time everything has come to rest. A breach throws with the seed.
 */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #clock = new VirtualClock();
  readonly #random: SeededRandom;
  readonly #telephony: Telephony;
  readonly #people: People;
  readonly #invariants = new Invariants();
  #faults = 0;
  #steps = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    const clock = this.#clock;
    const journal = new Journal({ store: new MemoryStore(10_000), clock });
    journal.events.on('durable', (group) => {
      for (const { event } of group) this.#invariants.take(event);
    });
    const { switches } = completeConfiguration({
      switches: [{ id: 'demo', driver: 'simulated', settings: { ...SETTINGS }, link: LINK }],
    });
    this.#telephony = new Telephony({
      switches: switches.map((configuration) => ({ configuration, driver: new SimulatedDriver() })),
      journal,
      clock,
      random: this.#random,
      log: silentLog,
    });
    const { farEnd } = this.#telephony.requireSwitch('demo');
    if (farEnd === undefined) throw new Error('the simulated switch has no far end');
    this.#people = new People({
      telephony: this.#telephony,
      farEnd,
      random: this.#random,
      extensions: EXTENSIONS,
      dialled: ['2001', '2002', '2003', '2013', '2100', '2200', '2200'],
    });
  }

  /** Runs to the end and tells what happened. */
  async run() {
    const { seed, calls } = this.#options;
    try {
      this.#telephony.start();
      await this.#clock.advance(1000);
      let restAt = CALLS_BETWEEN_RESTS;
      while (this.#invariants.counts.calls < calls) {
        await this.#step();
        if (this.#invariants.counts.calls < restAt) continue;
        restAt += CALLS_BETWEEN_RESTS;
        await this.#rest();
      }
      await this.#rest();
    } catch (error) {
      throw new Error(`seed ${seed}, step ${this.#steps}: ${(error as Error).message}`, {
        cause: error,
      });
    }
    const { counters } = this.#telephony.requireSwitch('demo').view();
    return {
      seed,
      steps: this.#steps,
      faults: this.#faults,
      virtualHours: Math.round((this.#clock.now() - Date.UTC(2026, 0, 1)) / 36_000) / 100,
      ...this.#invariants.counts,
      refused: Object.fromEntries(this.#people.refused),
      link: counters,
    };
  }

  async #step(): Promise<void> {
    const { stepsPerFault = 50 } = this.#options;
    const random = this.#random;
    this.#steps += 1;
    const calls = this.#telephony.calls();
    if (random.next() < 0.25) this.#people.callIn();
    else this.#people.act(calls);
    if (stepsPerFault > 0 && random.next() < 1 / stepsPerFault) {
      this.#faults += 1;
      await this.#telephony.requireSwitch('demo').farEnd?.inject(someFault(random, EXTENSIONS));
    }
    await this.#clock.advance(randomInteger(random, 600));
    for (const call of this.#telephony.calls()) checkCall(call);
  }

  /** Everybody hangs up, faults pass, snapshots are compared: then the model has to be the truth. */
  async #rest(): Promise<void> {
    const owner = this.#telephony.requireSwitch('demo');
    await this.#clock.advance(60_000);
    checkTruth(this.#telephony.calls(), await this.#truth());
    for (let round = 0; round < 5 && owner.calls.size > 0; round += 1) {
      this.#people.goHome(this.#telephony.calls());
      await this.#clock.advance(30_000);
    }
    checkTruth(this.#telephony.calls(), await this.#truth());
    this.#invariants.checkSettled();
  }

  async #truth() {
    const asked = this.#telephony.requireSwitch('demo').link.snapshot();
    await this.#clock.advance(10_000);
    return asked;
  }
}
