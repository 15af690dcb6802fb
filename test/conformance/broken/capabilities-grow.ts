import type { Capability } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Finds out what it can do by and by. */
class Link extends BrokenLink {
  #asked = 0;

  override get capabilities(): ReadonlySet<Capability> {
    this.#asked += 1;
    const all = [...this.inner.capabilities];
    return new Set(this.#asked === 1 ? all.filter((one) => one !== 'parkCall') : all);
  }
}

export const driver = brokenDriver('capabilities-grow', (wrapped) => new Link(wrapped));
