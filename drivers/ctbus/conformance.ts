import { SystemClock } from '../../src/base/clock.ts';
import { realWait, type Conformance } from '../../src/spi/conformance/bench.ts';
import { Office, RINGING } from './switch-link/bench/office.ts';

const PHONES = ['2001', '2002', '2003'] as const;
const RINGS_FOR_MS = 4_000;

/** Two simulated boards on one backplane: the driver's, and the office with the network and the telephones. In real time. */
export const conformance: Conformance = {
  async createBench() {
    const clock = new SystemClock();
    const backplane = `bench-${clock.now()}`;
    const office = await Office.open({ backplane, devices: PHONES, clock });
    return {
      clock,
      settings: {
        library: 'simulated',
        board: {
          backplane,
          slot: 0,
          ports: 64,
          ringOnMs: RINGING.onMs,
          ringOffMs: RINGING.offMs,
          spans: [{ kind: 'e1' }, { kind: 'fxs', lines: PHONES.length }],
          cables: [0, 1].map((span) => ({ span, to: { slot: 1, span } })),
        },
        trunks: [{ name: 'T1', span: 0, signalling: 'pri', settings: { role: 'user' } }],
        extensions: PHONES.map((device, index) => ({ device, span: 1, line: index + 1 })),
        outside: [{ prefix: '0', strip: 1, trunk: 'T1', length: 11 }],
        ringTimeoutMs: RINGS_FOR_MS,
        interdigitMs: 1_000,
      },
      numbers: {
        extensions: PHONES,
        caller: '+4930123456',
        outside: '00309876543',
        unknown: '9999',
      },
      farEnd: office.farEnd,
      missing: { cutLink: 'a board that is pulled out takes its calls along' },
      ringsForMs: RINGS_FOR_MS,
      patience: { quietMs: 400, checkMs: 120_000 },
      until: realWait(clock),
      close: () => office.close(),
    };
  },
};
