import type { Source } from './reading.ts';
import { NATIVE_ROOMS } from './tables.ts';

/** Where the native part goes up a floor, or knows JavaScript outside `native/addon`. */
export function nativeBreaches(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const room = path.split('/')[1] ?? '';
    const lower = NATIVE_ROOMS[room];
    if (lower === undefined) return [];
    const allowed = [room, 'crosspoint', ...lower];
    return [...text.matchAll(/^#include [<"]([^>"]+)[>"]/gm)].flatMap(([, file = '']) => {
      const at = `${path} includes ${file}`;
      if (/^(napi|node_api)/.test(file) && room !== 'addon') {
        return [`${at}. Mend: JavaScript is known in native/addon alone.`];
      }
      const other = file.includes('/') ? (file.split('/')[0] ?? '') : room;
      if (!Object.hasOwn(NATIVE_ROOMS, other) || allowed.includes(other)) return [];
      return [`${at}. Mend: ${room} may include ${lower.join(', ') || 'no other room'}.`];
    });
  });
}
