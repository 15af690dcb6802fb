import { CrosspointError } from '../base/errors.ts';
import type { Query, QueryParameter } from './route.ts';

export const PAGING: readonly QueryParameter[] = [
  { name: 'limit', description: '1 to 1000, default 100', type: 'integer' },
  { name: 'cursor', description: 'From the page before', type: 'string' },
];

export interface Page<Item> {
  readonly items: Item[];
  readonly cursor?: string;
}

/** A page of things that have an identifier, in its order; the cursor holds whatever comes or goes. */
export function paged<Item extends { readonly id: string }>(
  all: readonly Item[],
  query: Query,
): Page<Item> {
  const limit = query.integer('limit', { min: 1, max: 1000 }) ?? 100;
  const after = decodeCursor(query.text('cursor'));
  const sorted = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter(({ id }) => id > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || rest.length <= limit) return { items };
  return { items, cursor: Buffer.from(last.id).toString('base64url') };
}

function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text === '' || Buffer.from(text).toString('base64url') !== cursor) {
    throw new CrosspointError('invalid-request', 'this cursor did not come from here', {
      position: { source: 'query', pointer: '/cursor' },
    });
  }
  return text;
}
