import type { Driver } from '../../../src/spi/driver.ts';
import { driver as simulated } from '../simulated.ts';

export { conformance } from '../simulated.ts';

/** Leaves its watchdog running when it is closed. */
export const driver: Driver = {
  name: 'leaves-timer',
  settingsSchema: simulated.settingsSchema,
  createConnector(settings, context) {
    const connector = simulated.createConnector(settings, context);
    context.clock.setTimeout(() => undefined, 3_600_000);
    return connector;
  },
};
