import type { Party } from '../../../src/spi/device.ts';
import type { DeviceId, WireParty } from '../model/identifiers.ts';

/** What a device identifier says to people: a number, and a name where it carries one. */
interface Spoken {
  readonly number: string;
  readonly name?: string;
}

/** `N<7049>Ada`: the switching function representation of ECMA-269 §12.3.10, number and name in one text. */
const REPRESENTATION = /^N(?:<([^>]*)>(.*)|(\+?[0-9*#]+))$/s;

/** A device identifier as number and name. Octets that are no text stay hexadecimal behind `=`. */
export function spokenOf({ form, value }: DeviceId): Spoken {
  if (form === 'deviceNumber') return { number: `#${value}` };
  if (form === 'dynamic') return { number: `=${value}` };
  const text = form === 'other' ? textOf(value) : value;
  if (text === undefined) return { number: `=${value}` };
  // Some write addresses where they are thought to write digits (RFC 3966).
  if (/^tel:/i.test(text)) return { number: text.slice(4).split(';')[0] ?? '' };
  const parts = REPRESENTATION.exec(text);
  if (parts === null) return { number: text };
  const [, number, name, bare] = parts;
  if (bare !== undefined) return { number: bare };
  return name === '' || name === undefined
    ? { number: number ?? '' }
    : { number: number ?? '', name };
}

/** The party as the SPI wants it; `isOwn` knows the devices of the switch. */
export function partyOf(party: WireParty | undefined, isOwn: (device: string) => boolean): Party {
  if (party?.device === undefined) return party?.name === undefined ? {} : { name: party.name };
  const { number, name = party.name } = spokenOf(party.device);
  return {
    ...(isOwn(number) ? { device: number } : {}),
    ...(number === '' || number.startsWith('=') ? {} : { number }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Octets as printable text; `undefined` where they are none. */
function textOf(hex: string): string | undefined {
  const text = Buffer.from(hex, 'hex').toString('utf8');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001F\uFFFD]/.test(text) || text === '' ? undefined : text;
}
