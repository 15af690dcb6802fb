import type { SwitchSnapshot } from '../../../src/spi/driver.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Shows held calls as connected, for it reads the channel and not the call. */
class Link extends BrokenLink {
  override async snapshot(): Promise<SwitchSnapshot> {
    const { devices, calls } = await this.inner.snapshot();
    const flat = calls.map((call) => {
      const connections = call.connections.map((entry) => {
        return entry.state === 'held' ? { ...entry, state: 'connected' as const } : entry;
      });
      return { ...call, connections };
    });
    return { devices, calls: flat };
  }
}

export const driver = brokenDriver('wrong-state-in-snapshot', (wrapped) => new Link(wrapped));
