import type { AskedLink } from './link-in-turn.ts';

/**
 * The monitors of the SPI link: one for each device, however many monitors of the client need it, and
 * none when the last of them has gone.
 */
export class Watches {
  readonly #link: AskedLink;
  readonly #watched = new Map<string, { count: number; readonly started: Promise<void> }>();

  constructor(link: AskedLink) {
    this.#link = link;
  }

  /** Resolves when the link tells of the device's calls. Rejects as the link does. */
  async start(device: string): Promise<void> {
    const known = this.#watched.get(device);
    if (known !== undefined) {
      known.count += 1;
      await known.started;
      return;
    }
    const started = this.#link.request('monitorStart', { device });
    const watch = { count: 1, started };
    this.#watched.set(device, watch);
    try {
      await started;
    } catch (error) {
      if (this.#watched.get(device) === watch) this.#watched.delete(device);
      throw error;
    }
  }

  stop(device: string): void {
    const watch = this.#watched.get(device);
    if (watch === undefined) return;
    watch.count -= 1;
    if (watch.count > 0) return;
    this.#watched.delete(device);
    // Nobody waits for it: what the link tells all the same has no audience.
    this.#link.request('monitorStop', { device }).catch(() => {});
  }
}
