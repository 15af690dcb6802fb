import { CrosspointError } from '../../../src/base/errors.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Takes its own close for a loss. */
class Link extends BrokenLink {
  override async close(): Promise<void> {
    await this.inner.close();
    this.events.emit('down', new CrosspointError('link-down', 'the socket was closed'));
  }
}

export const driver = brokenDriver('down-on-close', (wrapped) => new Link(wrapped));
