import type { Capability } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Does a service that it does not claim. */
class Link extends BrokenLink {
  override get capabilities(): ReadonlySet<Capability> {
    return new Set([...this.inner.capabilities].filter((one) => one !== 'setDoNotDisturb'));
  }
}

export const driver = brokenDriver('declares-too-little', (wrapped) => new Link(wrapped));
