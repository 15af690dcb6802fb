import type { Driver } from '../../../src/spi/driver.ts';
import { driver as simulated } from '../simulated.ts';

export { conformance } from '../simulated.ts';

/** Takes what it is given, and fails on it later. */
export const driver: Driver = {
  name: 'accepts-any-settings',
  settingsSchema: {},
  createConnector(settings, context) {
    const isObject = typeof settings === 'object';
    return simulated.createConnector(isObject ? settings : { extensions: [] }, context);
  },
};
