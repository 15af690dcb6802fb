import type { CallSnapshot, SwitchSnapshot } from '../../../src/spi/driver.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Keeps calls in its snapshot that have ended. */
class Link extends BrokenLink {
  #shown = new Map<string, CallSnapshot>();

  override async snapshot(): Promise<SwitchSnapshot> {
    const { devices, calls } = await this.inner.snapshot();
    for (const call of calls) this.#shown.set(call.call, call);
    return { devices, calls: [...this.#shown.values()] };
  }
}

export const driver = brokenDriver('ghost-call', (wrapped) => new Link(wrapped));
