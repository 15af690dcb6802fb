import type { CallSnapshot, SwitchSnapshot } from '../../../src/spi/driver.ts';
import { BrokenLink, brokenDriver } from './broken-link.ts';

export { conformance } from './broken-link.ts';

/** Leaves ringing calls out of its snapshot. */
class Link extends BrokenLink {
  override async snapshot(): Promise<SwitchSnapshot> {
    const { devices, calls } = await this.inner.snapshot();
    const isRinging = (call: CallSnapshot) =>
      call.connections.some((one) => one.state === 'alerting');
    return { devices, calls: calls.filter((call) => !isRinging(call)) };
  }
}

export const driver = brokenDriver('snapshot-lacks-call', (wrapped) => new Link(wrapped));
