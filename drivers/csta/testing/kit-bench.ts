import type { Clock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom, type Random } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import {
  virtualWait,
  type Bench,
  type DriverModule,
  type Patience,
} from '../../../src/spi/conformance/bench.ts';
import type { FarEnd } from '../../../src/spi/far-end.ts';
import { conformance as simulated } from '../../simulated/conformance.ts';
import { SimulatedConnector } from '../../simulated/driver.ts';
import type { SimulatedSettings } from '../../simulated/settings.ts';
import { CstaDriver } from '../driver.ts';
import { FaceServer } from '../face/face-server.ts';
import { faceOptionsOf, faceSession } from '../open-face.ts';
import type { Profile } from '../profiles/profile.ts';
import { SettingsReader } from '../settings.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import type { Noise } from '../transport/line-noise.ts';
import type { Transport } from '../transport/transport.ts';

export interface KitOptions {
  /** The settings of the link, with the profile, without an address. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly medium: 'tcp' | 'serial';
  /** What happens to octets on the line, both ways. */
  readonly noise?: (random: Random) => Noise;
  readonly patience?: Partial<Patience>;
}

/** Devices of the simulated switch of the kit, for phases in which a switch does not list its own. */
export const DEVICES = [
  { device: '2001', name: 'Ada' },
  { device: '2002', name: 'Grace' },
  { device: '2003', name: 'Edsger' },
  { device: '2009' },
  { device: '71', kind: 'pilot' },
  ...['T1', 'T2', 'T3', 'T4'].map((device) => ({ device, kind: 'trunk' })),
];

const ADDRESSES = {
  tcp: { tcp: { host: 'in-memory' } },
  serial: { serial: { path: 'in-memory' } },
} as const;

/**
 * The driver on a table with the simulated switch behind its face, in virtual time, for the conformance kit. What lies
 * between them is a cable in memory; everything else is as in the house.
 */
export function kitModule(options: KitOptions): DriverModule {
  let table: Table | undefined;
  const settings = { ...options.settings, ...ADDRESSES[options.medium] };
  const { profile } = new SettingsReader().read(settings);
  const driver = new CstaDriver((_, clock) => {
    if (table === undefined) throw new Error('a bench comes before its links');
    return table.plugIn(clock);
  });
  return {
    driver,
    conformance: {
      async createBench({ seed }) {
        const base = await simulated.createBench({ seed });
        const here = new Table(options, profile, base.settings as SimulatedSettings, seed);
        table = here;
        return here.bench(base, settings);
      },
    },
  };
}

/** One switch with its face, and the cables that lead to it. */
class Table {
  readonly #clock = new VirtualClock();
  readonly #options: KitOptions;
  readonly #connector: SimulatedConnector;
  readonly #server: FaceServer<Transport>;
  readonly #random: SeededRandom;
  readonly #cables: MemoryCable[] = [];
  #outOfReachUntil = 0;

  constructor(options: KitOptions, profile: Profile, simulation: SimulatedSettings, seed: number) {
    this.#options = options;
    this.#random = new SeededRandom(seed);
    this.#connector = new SimulatedConnector(simulation, this.#clock);
    const needs = { connector: this.#connector, profile, clock: this.#clock, log: silentLog };
    this.#server = new FaceServer<Transport>({
      ...needs,
      createSession: (transport) => faceSession(needs, transport, options.medium),
      options: { ...faceOptionsOf(profile), statusEveryMs: 0 },
    });
  }

  plugIn(clock: Clock): Transport {
    const { noise } = this.#options;
    const cable = new MemoryCable({ clock, ...(noise ? { noise: noise(this.#random) } : {}) });
    if (clock.now() < this.#outOfReachUntil) cable.cut();
    else void this.#server.accept(cable.right);
    this.#cables.push(cable);
    return cable.left;
  }

  bench(base: Bench, settings: object): Bench {
    const clock = this.#clock;
    const { medium, patience } = this.#options;
    return {
      ...base,
      clock,
      settings,
      farEnd: handsOf(this.#connector, this.#server),
      until: virtualWait(clock),
      ...(patience === undefined ? {} : { patience }),
      ...(medium === 'serial' ? { cutLink: (forMs) => this.#cut(forMs) } : {}),
      close: async () => {
        await Promise.race([this.#server.close(), clock.advance(10_000)]);
      },
    };
  }

  async #cut(forMs: number): Promise<void> {
    this.#outOfReachUntil = this.#clock.now() + forMs;
    for (const cable of this.#cables.splice(0)) cable.cut();
    await Promise.resolve();
  }
}

/** The hands of the simulated switch, for whoever knows calls by the identifiers of the wire. */
export function handsOf(
  { farEnd: hands }: SimulatedConnector,
  face: { callNamed(wire: string): string | undefined },
): FarEnd {
  const named = (call: string): string => face.callNamed(call) ?? call;
  return {
    faults: hands.faults,
    dialIn: (call) => hands.dialIn(call),
    hangUpOutside: (call) => hands.hangUpOutside(named(call)),
    answerOutside: (call) => hands.answerOutside(named(call)),
    dial: (device, number) => hands.dial(device, number),
    answer: (device) => hands.answer(device),
    hangUp: (device) => hands.hangUp(device),
    inject: (fault) => hands.inject(fault),
  };
}
