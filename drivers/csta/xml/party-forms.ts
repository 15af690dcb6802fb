import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { DeviceId, WireConnection, WireParty } from '../model/identifiers.ts';
import { words } from './plain-forms.ts';
import type { Form } from './shape.ts';
import type { XmlIn } from './xml-in.ts';
import type { Wording, XmlOut } from './xml-out.ts';
import type { WrittenAttribute } from './xml-writer.ts';

/**
 * DeviceID (ECMA-269 §12.3.10). Text alone: whatever type of number a switch says, it is a
 * `dialingNumber`, but for the type `dynamic` of one part in one call.
 */
export const device: Form<DeviceId> = {
  write: (out, name, value) => writeDevice(out, name, value),
  read: (from) => readDevice(from).device ?? { form: 'dialingNumber', value: '' },
};

/** A number that is dialled: written as a device. */
export const number: Form<string> = {
  write: (out, name, value) => device.write(out, name, { form: 'dialingNumber', value }),
  read: (from) => device.read(from).value,
};

/** ConnectionID (ECMA-269 §12.3.9). */
export const connection: Form<WireConnection> = {
  write: (out, name, { call, device: part }) => {
    out.group(name, () => {
      if (call !== undefined) out.leaf('callID', call);
      if (part !== undefined) device.write(out, 'deviceID', part);
    });
  },
  read: (from) => {
    const call = from.child('callID')?.text;
    const part = from.child('deviceID');
    return {
      ...(call === undefined ? {} : { call }),
      ...(part === undefined ? {} : { device: device.read(part) }),
    };
  },
};

type Status = NonNullable<WireParty['status']>;

const EXTENDED: readonly Status[] = ['notKnown', 'restricted'];
const REDIRECTION: readonly Status[] = ['notKnown', 'notRequired', 'notSpecified', 'restricted'];

/** SubjectDeviceID, CallingDeviceID, CalledDeviceID and their like (ECMA-269 §12.3.6, §12.3.29). */
export const party = partyForm('deviceIdentifier', EXTENDED);
/** RedirectionDeviceID (ECMA-269 §12.3.27). */
export const redirection = partyForm('numberDialed', REDIRECTION);
/** The endpoint of an entry in a connection list. */
export const endpoint = partyForm('deviceID', EXTENDED);
/** A device whose name is told with it, where the schema has a bare DeviceID. */
export const namedDevice: Form<WireParty> = {
  write: (out, name, value) => writeDevice(out, name, value.device, value.name),
  read: readDevice,
};

/** LocalConnectionState; the standard's own words are read as well as the schema's. */
export const connectionState: Form<ConnectionState> = words({
  null: 'null',
  initiated: ['initiated', 'initiate'],
  alerting: 'alerting',
  connected: ['connected', 'connect'],
  held: ['hold', 'held'],
  queued: 'queued',
  failed: ['fail', 'failed'],
});

const ELEMENTS = ['deviceIdentifier', 'numberDialed', 'deviceID'] as const;

function partyForm(element: string, statuses: readonly Status[]): Form<WireParty> {
  return {
    write: (out, name, { device: id, name: person, status }) => {
      out.group(name, () => {
        if (id !== undefined || person !== undefined) writeDevice(out, element, id, person);
        else {
          out.leaf(status !== undefined && statuses.includes(status) ? status : 'notKnown');
        }
      });
    },
    read: (from) => {
      const inner = from.child(...ELEMENTS);
      if (inner !== undefined) return readDevice(inner);
      const status = REDIRECTION.find((word) => from.child(word) !== undefined);
      if (status !== undefined) return { status };
      // Some write the device where the choice should be.
      return from.text === '' ? {} : readDevice(from);
    },
  };
}

function writeDevice(out: XmlOut, name: string, id: DeviceId | undefined, person?: string): void {
  const { devices } = out.wording;
  const number = id?.value ?? '';
  if (id?.form === 'dynamic') {
    out.leaf(name, number, [{ name: 'typeOfNumber', value: 'dynamic' }]);
  } else if (person === undefined) {
    out.leaf(name, devices.write(number), typeOfNumber(out.wording));
  } else {
    const written = number === '' ? `N<>${person}` : devices.writeNamed(number, person);
    out.leaf(name, written, typeOfNumber(out.wording));
  }
}

function typeOfNumber({ typeOfNumber }: Wording): readonly WrittenAttribute[] {
  return typeOfNumber === undefined ? [] : [{ name: 'typeOfNumber', value: typeOfNumber }];
}

function readDevice(from: XmlIn): WireParty {
  if (from.attribute('typeOfNumber') === 'dynamic') {
    return { device: { form: 'dynamic', value: from.text } };
  }
  const { number, name } = from.wording.devices.read(from.text);
  return {
    ...(number === '' && name !== undefined
      ? {}
      : { device: { form: 'dialingNumber', value: number } as const }),
    ...(name === undefined ? {} : { name }),
  };
}
