import { EventCause } from '../../generated/phase-3.ts';
import { namesOf } from '../names-of.ts';

const NAMES = namesOf(EventCause);

/** A cause by its name, or its number as text; what this phase has no word for is `normal`. */
export function toCause(cause: string | undefined): EventCause | undefined {
  if (cause === undefined || NAMES.has(cause)) return cause as EventCause | undefined;
  return /^\d{1,9}$/.test(cause) ? Number(cause) : 'normal';
}

export function fromCause(cause: EventCause | undefined): string | undefined {
  return cause === undefined ? undefined : String(cause);
}
