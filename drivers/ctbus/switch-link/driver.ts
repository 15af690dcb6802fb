import type { Driver } from '../../../src/spi/index.ts';
import { openHardware } from './board/open-hardware.ts';
import { CtbusConnector } from './connector.ts';
import { SETTINGS_SCHEMA } from './settings-schema.ts';
import { readSettings } from './settings.ts';

/** `driver: ctbus`: a telephony board as a switch. docs/ctbus.md says how one is configured. */
export class CtbusDriver implements Driver {
  readonly name = 'ctbus';
  readonly settingsSchema: object = SETTINGS_SCHEMA;

  createConnector(settings: unknown, context: Parameters<Driver['createConnector']>[1]) {
    const read = readSettings(settings);
    return new CtbusConnector({
      settings: read,
      clock: context.clock,
      openHardware: () => openHardware(read, context),
    });
  }
}
