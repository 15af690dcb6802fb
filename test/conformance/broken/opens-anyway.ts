import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Says that it is open whether or not the switch is there. */
class Link extends BrokenLink {
  override async open(): Promise<void> {
    await this.inner.open().catch(() => undefined);
  }
}

export const driver = brokenDriver('opens-anyway', (wrapped) => new Link(wrapped));
