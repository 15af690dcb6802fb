import { toCrosspointError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { LinkSupervisor } from './link-supervisor.ts';

/**
 * The devices whose calls the switch was asked to tell of (ECMA-269 §15.1). A device that cannot be
 * monitored is passed over: many switches refuse trunks. One whose answer got lost is asked for again
 * with the next snapshot.
 */
export class Monitors {
  readonly #log: Log;
  readonly #started = new Set<string>();
  readonly #refused = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The link is gone and every monitor with it. */
  forget(): void {
    this.#started.clear();
    this.#refused.clear();
  }

  /** Asks for events about these devices; the link's rate decides how fast. */
  async start(link: LinkSupervisor, devices: Iterable<string>): Promise<void> {
    if (!link.capabilities.has('monitorStart')) return;
    const wanted = [...devices].filter(
      (device) => !this.#started.has(device) && !this.#refused.has(device),
    );
    await Promise.all(wanted.map((device) => this.#startOne(link, device)));
  }

  async #startOne(link: LinkSupervisor, device: string): Promise<void> {
    this.#started.add(device);
    try {
      await link.request('monitorStart', { device });
    } catch (error) {
      this.#started.delete(device);
      const { code, message } = toCrosspointError(error);
      if (code === 'link-down') throw error;
      if (code !== 'switch-timeout') this.#refused.add(device);
      this.#log.warn('device is not monitored', { device, reason: message });
    }
  }
}
