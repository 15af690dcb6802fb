import type { SwitchSnapshot } from '../../../src/spi/driver.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Answers snapshots from a memory that is one snapshot old, to spare the switch. */
class Link extends BrokenLink {
  #last: SwitchSnapshot | undefined;

  override async snapshot(): Promise<SwitchSnapshot> {
    const fresh = await this.inner.snapshot();
    const answer = this.#last ?? fresh;
    this.#last = fresh;
    return answer;
  }
}

export const driver = brokenDriver('stale-snapshot', (wrapped) => new Link(wrapped));
