import type { CallData } from '../../schemas/generated/types.ts';
import { CrosspointError } from '../base/errors.ts';

/** ECMA-269 has no bound for user data; ours is stated in docs/limits.md. */
export const DATA_LIMIT_BYTES = 64 * 1024;

export function checkedData(data: CallData): CallData {
  const size = Buffer.byteLength(JSON.stringify(data));
  if (size <= DATA_LIMIT_BYTES) return data;
  const detail = `attached data of ${size} octets; ${DATA_LIMIT_BYTES} are allowed`;
  throw new CrosspointError('payload-too-large', detail);
}

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
