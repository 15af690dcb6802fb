import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { virtualWait, type Conformance } from '../../src/spi/conformance/bench.ts';
import type { SimulatedSettings } from './settings.ts';

const RINGS_FOR_MS = 60_000;

/** A small switch in virtual time, for `crosspoint driver check`. */
const benchSettings: SimulatedSettings = {
  extensions: [
    { number: '2001', name: 'Ada', callWaiting: false },
    { number: '2002', name: 'Grace' },
    { number: '2003', name: 'Edsger' },
    { number: '2009', isOutOfService: true },
  ],
  trunks: { lines: 4 },
  parkSlots: ['71'],
  // The conformance kit's own hands answer outside; nobody there does so by himself.
  outside: [{ number: '0030*', does: 'never-answers' }],
  timing: { patienceMs: RINGS_FOR_MS },
};

export const conformance: Conformance = {
  async createBench() {
    const clock = new VirtualClock();
    return {
      clock,
      settings: benchSettings,
      numbers: {
        extensions: ['2001', '2002', '2003'],
        caller: '+49301234567',
        outside: '00307654321',
        unknown: '9999',
        outOfService: '2009',
        parkTo: '71',
      },
      ringsForMs: RINGS_FOR_MS,
      until: virtualWait(clock),
      async close() {},
    };
  },
};
