import type { Driver } from '../../src/spi/index.ts';
import { AsteriskLink } from './link.ts';
import { readSettings, settingsSchema } from './settings.ts';

/** Asterisk over ARI, with AMI for what ARI does not tell. README.md says how it switches calls. */
export const driver: Driver = {
  name: 'asterisk',
  settingsSchema,
  createConnector(settings, context) {
    const read = readSettings(settings);
    return {
      createLink: () => new AsteriskLink(read, context),
      async close() {},
    };
  },
};
