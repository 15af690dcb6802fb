import { CrosspointError } from '../base/errors.ts';
import type { Query, QueryParameter } from './route.ts';

/** The most things that a page may be asked to hold. */
export const LARGEST_PAGE = 1000;
const USUAL_PAGE = 100;

export const PAGING: readonly QueryParameter[] = [
  { name: 'limit', description: `1 to ${LARGEST_PAGE}, default ${USUAL_PAGE}`, type: 'integer' },
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
  const limit = pageLimit(query);
  const after = decodeCursor(query.text('cursor'));
  const sorted = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter(({ id }) => id > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || rest.length <= limit) return { items };
  return { items, cursor: Buffer.from(last.id).toString('base64url') };
}

/** How many things the page is to hold; throws `invalid-request`. */
export function pageLimit(query: Query): number {
  return query.integer('limit', { min: 1, max: LARGEST_PAGE }) ?? USUAL_PAGE;
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
