import type { Capability } from '../../../src/spi/services.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

const PROPERTIES: ReadonlySet<Capability> = new Set<Capability>([
  'callingName',
  'correlatorData',
  'digitsReported',
]);

/** Tells names, correlators and digits, and claims none of them: nobody can rely on what comes. */
class Link extends BrokenLink {
  override get capabilities(): ReadonlySet<Capability> {
    return new Set([...this.inner.capabilities].filter((one) => !PROPERTIES.has(one)));
  }
}

export const driver = brokenDriver('declares-no-properties', (wrapped) => new Link(wrapped));
