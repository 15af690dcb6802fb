import type { CallData } from '../../schemas/generated/types.ts';

/** JSON merge patch (RFC 7396) of an object: null takes a member away, objects merge. */
export function mergePatch(target: CallData, patch: CallData): CallData {
  const entries = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) entries.delete(name);
    else if (isObject(value)) {
      const before = entries.get(name);
      entries.set(name, mergePatch(isObject(before) ? before : {}, value));
    } else entries.set(name, value);
  }
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is CallData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
