import { CrosspointError } from '../../../src/base/errors.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Says down once for the socket and once for the session. */
class Link extends BrokenLink {
  protected override hearDown(reason: CrosspointError): void {
    this.events.emit('down', reason);
    this.events.emit('down', new CrosspointError('transport-failed', 'the socket is closed'));
  }
}

export const driver = brokenDriver('down-twice', (wrapped) => new Link(wrapped));
