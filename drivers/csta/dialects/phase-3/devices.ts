import type {
  ConnectionChoice,
  ConnectionListDevice,
  DeviceChoice,
  DeviceID,
  LocalDeviceID,
  RedirectionChoice,
} from '../../generated/phase-3.ts';
import type { DeviceId, WireConnection, WireParty } from '../../model/identifiers.ts';
import { digitsOf, fromIdentifier, needed, toIdentifier } from '../device-identifier.ts';
import { isIa5, personIn, personOctets } from '../person-text.ts';
import { present } from '../present.ts';

/** DeviceID (ECMA-285 §9.4): the identifier of the phases before, and a name beside it. */
export function toDevice(device: DeviceId): DeviceID {
  return { deviceIdentifier: toIdentifier(device) };
}

/** @throws {CrosspointError} `malformed-frame` for a form of device that the standard does not have */
export function fromDevice(device: DeviceID | undefined): DeviceId {
  return needed(fromDeviceIfAny(device), 'device identifier that can be read');
}

export function fromDeviceIfAny(device: DeviceID | undefined): DeviceId | undefined {
  return device?.deviceIdentifier && fromIdentifier(device.deviceIdentifier);
}

export function toDeviceIfAny(device: DeviceId | undefined): DeviceID | undefined {
  return device === undefined ? undefined : toDevice(device);
}

/** What is dialled. */
export function toNumber(number: string): DeviceID {
  return { deviceIdentifier: { dialingNumber: number } };
}

export function fromNumber(device: DeviceID | undefined): string {
  return digitsOf(fromDeviceIfAny(device));
}

/**
 * A device with a name beside it. A name that an IA5String cannot carry goes as text with the number;
 * beside a form that is no dialling number it is left out.
 */
export function toNamedDevice({ device, name }: WireParty): DeviceID | undefined {
  if (name === undefined || name === '') return toDeviceIfAny(device);
  if (device === undefined) return others(personOctets({ number: '', name }));
  if (isIa5(name)) return { ...toDevice(device), privateName: name };
  if (device.form !== 'dialingNumber') return toDevice(device);
  return others(personOctets({ number: device.value, name }));
}

export function fromNamedDevice(value: DeviceID): WireParty {
  const device = fromDeviceIfAny(value);
  const name = value.privateName === '' ? undefined : value.privateName;
  const person = device?.form === 'other' ? personIn(device.value) : undefined;
  if (person === undefined) return present({ device, name });
  if (person.number === '') return { name: person.name };
  return { device: { form: 'dialingNumber', value: person.number }, name: person.name };
}

/** SubjectDeviceID, CallingDeviceID, CalledDeviceID … (ECMA-285 §9.4). */
export function toParty(party: WireParty | undefined): DeviceChoice {
  const device = party && toNamedDevice(party);
  if (device !== undefined) return { deviceIdentifier: device };
  return party?.status === 'restricted' ? { restricted: null } : { notKnown: null };
}

export function fromParty(choice: DeviceChoice): WireParty {
  if ('deviceIdentifier' in choice) return fromNamedDevice(choice.deviceIdentifier);
  if ('notKnown' in choice) return { status: 'notKnown' };
  return 'restricted' in choice ? { status: 'restricted' } : {};
}

export function toPartyIfAny(party: WireParty | undefined): DeviceChoice | undefined {
  return party === undefined ? undefined : toParty(party);
}

export function fromPartyIfAny(choice: DeviceChoice | undefined): WireParty | undefined {
  return choice === undefined ? undefined : fromParty(choice);
}

/** RedirectionDeviceID, which has reasons of its own. A call that nothing is known of was not redirected. */
export function toRedirection(party: WireParty = { status: 'notRequired' }): RedirectionChoice {
  const device = toNamedDevice(party);
  if (device !== undefined) return { numberDialed: device };
  switch (party.status) {
    case 'notRequired':
      return { notRequired: null };
    case 'notSpecified':
      return { notSpecified: null };
    case 'restricted':
      return { restricted: null };
    default:
      return { notKnown: null };
  }
}

export function fromRedirection(choice: RedirectionChoice | undefined): WireParty | undefined {
  if (choice === undefined) return undefined;
  if ('numberDialed' in choice) return fromNamedDevice(choice.numberDialed);
  if ('notKnown' in choice) return { status: 'notKnown' };
  if ('notRequired' in choice) return { status: 'notRequired' };
  if ('notSpecified' in choice) return { status: 'notSpecified' };
  return 'restricted' in choice ? { status: 'restricted' } : {};
}

/** The endpoint of an entry in a connection list. */
export function toListed(party: WireParty | undefined): ConnectionListDevice | undefined {
  if (party === undefined) return undefined;
  const device = toNamedDevice(party);
  if (device !== undefined) return { deviceID: device };
  return party.status === 'restricted' ? { restricted: null } : { notKnown: null };
}

export function fromListed(choice: ConnectionListDevice | undefined): WireParty | undefined {
  if (choice === undefined) return undefined;
  if ('deviceID' in choice) return fromNamedDevice(choice.deviceID);
  if ('notKnown' in choice) return { status: 'notKnown' };
  return 'restricted' in choice ? { status: 'restricted' } : {};
}

/** ConnectionID (ECMA-285 §9.1): a call, a device, or both. A call that is not known has no octets. */
export function toConnection({ call, device }: WireConnection): ConnectionChoice {
  if (device === undefined) return { callID: call ?? '' };
  const deviceID = toLocal(device);
  return call === undefined ? { deviceID } : { both: { callID: call, deviceID } };
}

export function fromConnection(choice: ConnectionChoice | undefined): WireConnection {
  if (choice === undefined) return {};
  if ('both' in choice) {
    const { callID, deviceID } = choice.both;
    return present({ call: callID === '' ? undefined : callID, device: fromLocal(deviceID) });
  }
  if ('callID' in choice) return choice.callID === '' ? {} : { call: choice.callID };
  return 'deviceID' in choice ? present({ device: fromLocal(choice.deviceID) }) : {};
}

export function toConnectionIfAny(
  connection: WireConnection | undefined,
): ConnectionChoice | undefined {
  return connection === undefined ? undefined : toConnection(connection);
}

/** Absent where it says neither call nor device. */
export function fromConnectionIfAny(
  choice: ConnectionChoice | undefined,
): WireConnection | undefined {
  const connection = fromConnection(choice);
  const saysNothing = connection.call === undefined && connection.device === undefined;
  return saysNothing ? undefined : connection;
}

function toLocal(device: DeviceId): LocalDeviceID {
  return device.form === 'dynamic' ? { dynamicID: device.value } : { staticID: toDevice(device) };
}

function fromLocal(local: LocalDeviceID): DeviceId | undefined {
  if ('dynamicID' in local) return { form: 'dynamic', value: local.dynamicID };
  return 'staticID' in local ? fromDeviceIfAny(local.staticID) : undefined;
}

function others(octets: string): DeviceID {
  return { deviceIdentifier: { other: octets } };
}
