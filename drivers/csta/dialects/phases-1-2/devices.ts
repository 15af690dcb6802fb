import type { DeviceChoice, DeviceID, EndpointReference } from '../../generated/phase-1.ts';
import type { DeviceId, WireParty } from '../../model/identifiers.ts';
import { digitsOf, fromIdentifier, needed, toIdentifier } from '../device-identifier.ts';
import { textOf } from '../octet-text.ts';
import { personOctets, personOf } from '../person-text.ts';

/** DeviceID: one of the forms, bare. */
export function toDevice(device: DeviceId): DeviceID {
  return toIdentifier(device);
}

export function fromDeviceIfAny(device: DeviceID | undefined): DeviceId | undefined {
  return device && fromIdentifier(device);
}

/**
 * @throws {CrosspointError} `malformed-frame` for a form of device that the standard does not have
 */
export function fromDevice(device: DeviceID | undefined): DeviceId {
  return needed(fromDeviceIfAny(device), 'device identifier that can be read');
}

/** What is dialled. */
export function toNumber(number: string): DeviceChoice {
  return { dialingNumber: number };
}

/** Empty where no number is said. */
export function fromNumber(choice: DeviceChoice | undefined): string {
  return digitsOf(fromParty(choice)?.device);
}

/**
 * Subject, calling, called and redirection device: a device, or why there is none. These phases do
 * not say that a number is kept secret: it is not known.
 */
export function toParty({ device, name, status }: WireParty): DeviceChoice {
  const named = toNamed(device, name);
  if (named !== undefined) return named;
  if (device !== undefined) return toIdentifier(device);
  if (status === 'notRequired') return { notRequired: null };
  return status === 'notSpecified' ? { notSpecified: null } : { notKnown: null };
}

export function fromParty(choice: DeviceChoice | undefined): WireParty | undefined {
  if (choice === undefined) return undefined;
  if ('notKnown' in choice) return { status: 'notKnown' };
  if ('notRequired' in choice) return { status: 'notRequired' };
  if ('notSpecified' in choice) return { status: 'notSpecified' };
  return partyAt(fromIdentifier(choice));
}

export function toPartyIfAny(party: WireParty | undefined): DeviceChoice | undefined {
  return party && toParty(party);
}

/** The endpoint of an entry in a connection list: fewer forms, and one reason for having none. */
export function toListed(party: WireParty | undefined): EndpointReference | undefined {
  if (party === undefined) return undefined;
  const { device, name } = party;
  const named = toNamed(device, name);
  if (named !== undefined) return named;
  if (device === undefined) return { notKnown: null };
  const isExplicit = device.form === 'explicitPublic' || device.form === 'explicitPrivate';
  return isExplicit ? toNumberAlone(device) : (toIdentifier(device) as EndpointReference);
}

export function fromListed(reference: EndpointReference | undefined): WireParty | undefined {
  if (reference === undefined) return undefined;
  if ('notKnown' in reference) return { status: 'notKnown' };
  return partyAt(fromIdentifier(reference));
}

function toNumberAlone(device: DeviceId): { readonly dialingNumber: string } {
  return { dialingNumber: digitsOf(device) };
}

/**
 * These phases have no place for a name: it goes as text with the number, `N<7049>Ada` (ECMA-269
 * §12.3.10), and beside a form that is no dialling number it is left out.
 */
function toNamed(
  device: DeviceId | undefined,
  name: string | undefined,
): { readonly other: string } | undefined {
  if (name === undefined || name === '') return undefined;
  const number = device === undefined ? '' : device.value;
  const isSayable = device === undefined || device.form === 'dialingNumber';
  if (!isSayable || number.includes('>')) return undefined;
  return { other: personOctets({ number, name }) };
}

/**
 * Octets that give a name, and would be written so, are number and name; all others stay as they
 * are.
 */
function partyAt(device: DeviceId | undefined): WireParty {
  if (device === undefined) return {};
  const person = device.form === 'other' ? personOf(textOf(device.value)) : undefined;
  if (person === undefined || personOctets(person) !== device.value) return { device };
  const { number, name } = person;
  return number === '' ? { name } : { device: { form: 'dialingNumber', value: number }, name };
}
