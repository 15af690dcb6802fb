import type { Capability } from '../../src/spi/services.ts';
import type { CallControlEvent } from '../../src/spi/switch-event.ts';

/**
 * What a switch that lacks some properties of its events would have told instead; undefined where it
 * would have told nothing. `settings.without` says which ones it lacks.
 */
export function asPoorAs(
  capabilities: ReadonlySet<Capability>,
  event: CallControlEvent,
): CallControlEvent | undefined {
  if (event.event === 'digits' && !capabilities.has('digitsReported')) return undefined;
  const hidden = [
    ...(capabilities.has('correlatorData') ? [] : ['correlator']),
    ...(capabilities.has('callingName') ? [] : ['name']),
  ];
  return hidden.length === 0 ? event : leftOut(event, hidden);
}

/** A copy without the members of these names, however deep they lie. */
function leftOut<Value>(value: Value, names: readonly string[]): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => leftOut(item, names)) as Value;
  const members = Object.entries(value).filter(([name]) => !names.includes(name));
  return Object.fromEntries(
    members.map(([name, member]) => [name, leftOut(member, names)]),
  ) as Value;
}
