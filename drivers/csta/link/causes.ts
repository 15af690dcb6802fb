import { CAUSES, type Cause } from '../../../src/spi/cause.ts';

const KNOWN: ReadonlySet<string> = new Set(CAUSES);

/** The cause of an event in the words of the SPI, with the switch's own beside it. */
export function causeOf(name: string | undefined): { cause: Cause; rawCause?: string } {
  if (name === undefined) return { cause: 'unknown' };
  return { cause: KNOWN.has(name) ? (name as Cause) : 'unknown', rawCause: name };
}
