/** The same without members that are `undefined`: what spreads over something else must not blot it out. */
export function present<T extends object>(value: T): T {
  const there: Partial<T> = {};
  for (const name in value) {
    if (value[name] !== undefined) there[name] = value[name];
  }
  return there as T;
}
