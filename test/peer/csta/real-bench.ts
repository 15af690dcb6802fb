import { SystemClock, type Clock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import {
  realWait,
  type Bench,
  type DriverModule,
  type Patience,
} from '../../../src/spi/conformance/bench.ts';
import { throughRealDoors, type OpenDoor } from '../../../drivers/csta/doors.ts';
import { CstaDriver } from '../../../drivers/csta/driver.ts';
import { FaceServer } from '../../../drivers/csta/face/face-server.ts';
import {
  faceOptionsOf,
  faceSession,
  openTcpFace,
  type OpenFace,
} from '../../../drivers/csta/open-face.ts';
import type { Profile } from '../../../drivers/csta/profiles/profile.ts';
import { SettingsReader } from '../../../drivers/csta/settings.ts';
import { lineNoise, type NoiseRates } from '../../../drivers/csta/transport/line-noise.ts';
import {
  SerialTransport,
  type SerialSettings,
} from '../../../drivers/csta/transport/serial-transport.ts';
import type { Transport } from '../../../drivers/csta/transport/transport.ts';
import { handsOf } from '../../../drivers/csta/testing/kit-bench.ts';
import { conformance as simulated } from '../../../drivers/simulated/conformance.ts';
import { SimulatedConnector } from '../../../drivers/simulated/driver.ts';
import type { SimulatedSettings } from '../../../drivers/simulated/settings.ts';
import { Cutter } from '../asterisk/cutter.ts';
import { PtyCable } from './pty.ts';

export interface RealOptions {
  /** The settings of the link, with the profile, without an address. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly medium: 'tcp' | 'serial';
  /** On a serial line. */
  readonly noise?: NoiseRates;
  readonly patience?: Partial<Patience>;
}

/** Longer than it takes to find out that a line is cut: a call is to ring on meanwhile. */
const RINGS_FOR_MS = { tcp: 1_500, serial: 8_000 } as const;

/** The driver and the simulated switch's face, on a real socket or a real pair of serial devices. */
export function realModule(options: RealOptions): DriverModule {
  let door: OpenDoor = throughRealDoors;
  return {
    driver: new CstaDriver((address, clock, link) => door(address, clock, link)),
    conformance: {
      async createBench({ seed }) {
        const base = await simulated.createBench({ seed });
        if (options.medium === 'tcp') return onTcp(options, base);
        const laid = await onSerial(options, base, seed);
        door = laid.door;
        return laid.bench;
      },
    },
  };
}

async function onTcp(options: RealOptions, base: Bench): Promise<Bench> {
  const { connector, needs } = switchOf(options, base, { tcp: { host: 'localhost' } });
  const face = await openTcpFace(needs, { port: 0 });
  const cutter = await Cutter.start([face.port ?? 0]);
  return bench(options, base, {
    connector,
    face,
    address: { tcp: { host: '127.0.0.1', port: cutter.ports[0] } },
    cutLink: async (forMs) => {
      cutter.cut(forMs);
      await Promise.resolve();
    },
    close: async () => {
      await cutter.close();
      await face.close();
    },
  });
}

async function onSerial(
  options: RealOptions,
  base: Bench,
  seed: number,
): Promise<{ readonly bench: Bench; readonly door: OpenDoor }> {
  const random = new SeededRandom(seed);
  const cable = await PtyCable.start(options.noise && lineNoise(random, options.noise));
  const { connector, needs } = switchOf(options, base, { serial: { path: cable.right } });
  const line = new AwaitedLine(needs.clock, needs.profile);
  const server = new FaceServer<Transport>({
    ...needs,
    createSession: (transport) => faceSession(needs, transport, 'serial'),
    options: faceOptionsOf(needs.profile),
    limits: { pauseMs: 0 },
  });
  const served = server.serveLine(() => line.thereOver({ path: cable.right }));
  const laid = bench(options, base, {
    connector,
    face: server,
    address: { serial: { path: cable.left } },
    cutLink: async (forMs) => {
      cable.cut();
      needs.clock.setTimeout(() => cable.mend(), forMs);
      await Promise.resolve();
    },
    close: async () => {
      await server.close();
      await served;
      await cable.close();
    },
  });
  return { bench: laid, door: () => line.hereOver({ path: cable.left }) };
}

/** A client waits so long for the switch to be at the line again. */
const ABSENT_MS = 2_500;

/**
 * A serial line on which nobody speaks before the switch is there to hear it: what is sent while its
 * port is closed is lost, and no framing but V.24 would say it again.
 */
class AwaitedLine {
  readonly #clock: Clock;
  readonly #until: Bench['until'];
  readonly #freshMs: number;
  #openings = 0;
  #openedAt = 0;
  /** So often the switch has to have been there before the next client speaks. */
  #wanted = 1;

  constructor(clock: Clock, { association }: Profile) {
    this.#clock = clock;
    this.#until = realWait(clock);
    // Where nobody has to associate, the switch speaks first, and gives a line up that does not answer:
    // whoever comes late is heard by a switch that is about to go.
    this.#freshMs = association.kind === 'none' ? 250 : Number.POSITIVE_INFINITY;
  }

  get #isThere(): boolean {
    const isFresh = this.#clock.now() - this.#openedAt < this.#freshMs;
    return isFresh && this.#openings >= this.#wanted;
  }

  /** The switch's end. */
  thereOver(settings: SerialSettings): Transport {
    const transport = new SerialTransport(settings, this.#clock);
    const open = transport.open.bind(transport);
    transport.open = async () => {
      await open();
      this.#openings += 1;
      this.#openedAt = this.#clock.now();
    };
    return transport;
  }

  /** The client's end. */
  hereOver(settings: SerialSettings): Transport {
    const transport = new SerialTransport(settings, this.#clock);
    const open = transport.open.bind(transport);
    transport.open = async () => {
      await this.#until(() => this.#isThere, ABSENT_MS);
      this.#wanted = this.#openings + 1;
      await open();
    };
    return transport;
  }
}

function switchOf({ settings, medium }: RealOptions, base: Bench, address: object) {
  const clock = new SystemClock();
  const simulation = {
    ...(base.settings as SimulatedSettings),
    timing: {
      patienceMs: RINGS_FOR_MS[medium],
      ringTimeoutMs: RINGS_FOR_MS[medium],
      failureToneMs: 1_500,
    },
  };
  const connector = new SimulatedConnector(simulation, clock);
  const { profile } = new SettingsReader().read({ ...settings, ...address });
  return { connector, needs: { connector, profile, clock, log: silentLog } };
}

interface Laid {
  readonly connector: SimulatedConnector;
  readonly face: Pick<OpenFace, 'callNamed'>;
  readonly address: object;
  readonly cutLink?: Bench['cutLink'];
  readonly close: () => Promise<void>;
}

function bench({ settings, medium, patience }: RealOptions, base: Bench, laid: Laid): Bench {
  const clock = new SystemClock();
  const { connector, face, address, cutLink, close } = laid;
  return {
    clock,
    settings: { ...settings, ...address },
    numbers: base.numbers,
    ringsForMs: RINGS_FOR_MS[medium],
    farEnd: handsOf(connector, face),
    until: realWait(clock),
    ...(patience === undefined ? {} : { patience }),
    ...(cutLink === undefined ? {} : { cutLink }),
    close,
  };
}
