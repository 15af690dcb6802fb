import type { Party } from '../../../src/spi/device.ts';
import { spokenOf } from '../link/parties.ts';
import { dialingNumber, type DeviceId, type WireParty } from '../model/identifiers.ts';

/** The device of the SPI that a client means. Octets that are no text stay hexadecimal. */
export function deviceNamed(device: DeviceId): string {
  return device.form === 'deviceNumber' ? device.value : spokenOf(device).number;
}

/** Who somebody is, as events say it: the number where there is one, since a line says little. */
export function wireParty(party: Party, isTrunk: (device: string) => boolean): WireParty {
  const { device, number } = party;
  const isLine = device !== undefined && isTrunk(device);
  return named(party, isLine ? (number ?? device) : (device ?? number));
}

/** Somebody who calls or is called. A line of the switch calls nobody: the caller is not known. */
export function wireCaller(party: Party, isTrunk: (device: string) => boolean): WireParty {
  const { device, number } = party;
  const isLine = device !== undefined && isTrunk(device);
  return named(party, isLine ? number : (device ?? number));
}

function named({ name }: Party, value: string | undefined): WireParty {
  const who: WireParty =
    value === undefined || value === '' ? { status: 'notKnown' } : { device: dialingNumber(value) };
  return name === undefined ? who : { ...who, name };
}
