import { readHeader, tagText } from '../../ber/header.ts';
import type { CstaEvent } from '../../model/event-report.ts';

/**
 * An event that the standard has and the neutral messages have not, by its name; one that the standard
 * does not have either, by its tag.
 */
export function otherEvent(wire: object): CstaEvent {
  const [name = '', value] = Object.entries(wire)[0] ?? [];
  const isUnknown = name === '$unknown' && typeof value === 'string';
  return { event: 'other', name: isUnknown ? tagOf(value) : name };
}

function tagOf(hex: string): string {
  const octets = Buffer.from(hex, 'hex');
  return tagText(readHeader(octets, 0, octets.length).tag);
}
