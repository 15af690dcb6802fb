import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Waits on close for an answer that no longer comes. */
class Link extends BrokenLink {
  override async close(): Promise<void> {
    await this.inner.close();
    await new Promise(() => {});
  }
}

export const driver = brokenDriver('close-never-ends', (wrapped) => new Link(wrapped));
