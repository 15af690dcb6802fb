import type { SimulatedFarEnd } from '../../drivers/simulated/far-end.ts';
import type { SimulatedSettings } from '../../drivers/simulated/settings.ts';

const PHONES = 400;

/** A switch with room for many calls at once. */
export const LOAD_SETTINGS: SimulatedSettings = {
  country: 'DE',
  extensions: Array.from({ length: PHONES }, (_, index) => ({
    number: String(2001 + index),
    name: `Agent ${index + 1}`,
  })),
  trunks: { lines: PHONES },
};

/** Events that reach a client for one complete call: the seven of the call and its screen pop. */
export const EVENTS_PER_CALL = 8;

/**
 * Complete calls: somebody dials in, the phone rings, is answered, holds, takes back and hangs up. The
 * people act on the simulated switch, never on the link, so that what is measured begins at the driver.
 */
export class Load {
  readonly #farEnd: SimulatedFarEnd;
  #next = 0;

  constructor(farEnd: SimulatedFarEnd) {
    this.#farEnd = farEnd;
  }

  /** As many calls at once, phase by phase, `pause` in between. */
  async batch(calls: number, pause: () => Promise<void>): Promise<void> {
    const begun = Array.from({ length: calls }, () => this.#begin());
    const live = await Promise.all(begun);
    await pause();
    await Promise.all(live.map(({ device }) => this.#farEnd.answer(device)));
    await pause();
    for (const service of ['holdCall', 'retrieveCall'] as const) {
      await Promise.all(live.map((connection) => this.#farEnd.press(service, { connection })));
      await pause();
    }
    await Promise.all(live.map(({ device }) => this.#farEnd.hangUp(device)));
    await pause();
  }

  /** Calls at a steady rate, spread over the milliseconds; resolves when the last has ended. */
  async steady(callsPerSecond: number, seconds: number): Promise<void> {
    const tickMs = 5;
    const running: Promise<void>[] = [];
    const startedAt = performance.now();
    let owed = 0;
    let begun = 0;
    while (performance.now() - startedAt < seconds * 1000) {
      owed = ((performance.now() - startedAt) * callsPerSecond) / 1000 - begun;
      const calls = Math.min(Math.floor(owed), PHONES / 8);
      if (calls > 0) {
        begun += calls;
        running.push(this.batch(calls, () => after(tickMs)));
      }
      await after(tickMs);
    }
    await Promise.all(running);
  }

  async #begin(): Promise<{ call: string; device: string }> {
    const device = String(2001 + (this.#next % PHONES));
    const from = `+4930${1_000_000 + (this.#next % 5000)}`;
    this.#next += 1;
    const { call } = await this.#farEnd.dialIn({ from, to: device });
    return { call, device };
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
