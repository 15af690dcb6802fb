import { hexOf } from '../../ber/hex.ts';
import { BerReader } from '../../ber/reader.ts';
import { BerWriter } from '../../ber/writer.ts';
import type { EventPrivateData } from '../../generated/phase-1.ts';
import { elementsOf } from '../private-data.ts';

const OBJECT_IDENTIFIER = '06';

/**
 * Private data inside an event of phase I (Ericsson): who made it, and one element of his.
 * `undefined` for any other, which goes behind the event.
 */
export function toEventPrivate(privateData: string | undefined): EventPrivateData | undefined {
  const [manufacturer, data, ...others] = elementsOf(privateData) ?? [];
  if (manufacturer?.startsWith(OBJECT_IDENTIFIER) !== true || others.length > 0) return undefined;
  const reader = new BerReader(Buffer.from(manufacturer, 'hex'));
  return { manufacturer: reader.objectIdentifier(1), data };
}

/** Its elements one behind the other. */
export function fromEventPrivate(said: EventPrivateData | undefined): string | undefined {
  if (said === undefined) return undefined;
  const { manufacturer, data, $unknown = [] } = said;
  const w = new BerWriter();
  w.rawAll($unknown);
  if (data !== undefined) w.raw(data);
  if (manufacturer !== undefined) w.objectIdentifier(0x06, manufacturer);
  const octets = w.view();
  return octets.length === 0 ? undefined : hexOf(octets, 0, octets.length);
}
