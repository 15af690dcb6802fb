import { SystemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import {
  realWait,
  type Bench,
  type DriverModule,
  type Patience,
} from '../../../src/spi/conformance/bench.ts';
import type { FarEnd } from '../../../src/spi/far-end.ts';
import { driver } from '../../../drivers/csta/index.ts';
import { openSerialFace, openTcpFace, type OpenFace } from '../../../drivers/csta/open-face.ts';
import { SettingsReader } from '../../../drivers/csta/settings.ts';
import { lineNoise, type NoiseRates } from '../../../drivers/csta/transport/line-noise.ts';
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

const RINGS_FOR_MS = 1_500;

/** The driver and the simulated switch's face, on a real socket or a real pair of serial devices. */
export function realModule(options: RealOptions): DriverModule {
  return {
    driver,
    conformance: {
      async createBench({ seed }) {
        const base = await simulated.createBench({ seed });
        return options.medium === 'tcp' ? onTcp(options, base) : onSerial(options, base, seed);
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

async function onSerial(options: RealOptions, base: Bench, seed: number): Promise<Bench> {
  const random = new SeededRandom(seed);
  const cable = await PtyCable.start(options.noise && lineNoise(random, options.noise));
  const { connector, needs } = switchOf(options, base, { serial: { path: cable.right } });
  const face = openSerialFace(needs, { path: cable.right });
  return bench(options, base, {
    connector,
    face,
    address: { serial: { path: cable.left } },
    cutLink: async (forMs) => {
      cable.cut();
      needs.clock.setTimeout(() => cable.mend(), forMs);
      await Promise.resolve();
    },
    close: async () => {
      await face.close();
      await cable.close();
    },
  });
}

function switchOf({ settings }: RealOptions, base: Bench, address: object) {
  const clock = new SystemClock();
  const simulation = {
    ...(base.settings as SimulatedSettings),
    timing: { patienceMs: RINGS_FOR_MS, ringTimeoutMs: RINGS_FOR_MS, failureToneMs: 500 },
  };
  const connector = new SimulatedConnector(simulation, clock);
  const { profile } = new SettingsReader().read({ ...settings, ...address });
  return { connector, needs: { connector, profile, clock, log: silentLog } };
}

interface Laid {
  readonly connector: SimulatedConnector;
  readonly face: OpenFace;
  readonly address: object;
  readonly cutLink?: Bench['cutLink'];
  readonly close: () => Promise<void>;
}

function bench({ settings, patience }: RealOptions, base: Bench, laid: Laid): Bench {
  const clock = new SystemClock();
  const { connector, face, address, cutLink, close } = laid;
  return {
    clock,
    settings: { ...settings, ...address },
    numbers: base.numbers,
    ringsForMs: RINGS_FOR_MS,
    farEnd: handsOf(connector, face),
    until: realWait(clock),
    ...(patience === undefined ? {} : { patience }),
    ...(cutLink === undefined ? {} : { cutLink }),
    close,
  };
}

/** The hands of the simulated switch, for whoever knows calls by the identifiers of the wire. */
function handsOf({ farEnd: hands }: SimulatedConnector, face: OpenFace): FarEnd {
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
