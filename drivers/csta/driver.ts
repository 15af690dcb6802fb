import type { Connector, Driver, DriverContext } from '../../src/spi/driver.ts';
import { CstaConnector } from './connector.ts';
import { throughRealDoors, type OpenDoor } from './doors.ts';
import { RecordFile } from './recording/record-file.ts';
import { SettingsReader } from './settings.ts';
import { SETTINGS_SCHEMA } from './settings-schema.ts';

/** `driver: csta`: a PBX that speaks CSTA, phase I, II, III or XML, on TCP or on a serial line. */
export class CstaDriver implements Driver {
  readonly name = 'csta';
  readonly settingsSchema: object = SETTINGS_SCHEMA;
  readonly #reader = new SettingsReader();
  readonly #openDoor: OpenDoor;

  constructor(openDoor: OpenDoor = throughRealDoors) {
    this.#openDoor = openDoor;
  }

  createConnector(settings: unknown, context: DriverContext): Connector {
    const read = this.#reader.read(settings);
    return new CstaConnector({
      settings: read,
      context,
      openDoor: this.#openDoor,
      openSink: (path) => RecordFile.open({ path }),
    });
  }
}
