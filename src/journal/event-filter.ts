/** Which events a reader wants: by type, by subject, or both. */
export interface EventFilter {
  /** Types, or `call.*` for all that begin so. Empty: every type. */
  readonly types: readonly string[];
  /** Subjects in full, or with a trailing `*`. Empty: every subject. */
  readonly subjects: readonly string[];
}

export const EVERYTHING: EventFilter = { types: [], subjects: [] };

export function matchesFilter(
  filter: EventFilter,
  event: { readonly type: string; readonly subject: string },
): boolean {
  return matchesAny(filter.types, event.type) && matchesAny(filter.subjects, event.subject);
}

/** The one subject a filter asks for, where it asks for just one in full. */
export function onlySubject(filter: EventFilter): string | undefined {
  const [subject, ...others] = filter.subjects;
  return others.length === 0 && subject?.endsWith('*') === false ? subject : undefined;
}

function matchesAny(patterns: readonly string[], value: string): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value,
  );
}
