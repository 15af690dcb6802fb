import type { Event, EventPage, ScreenPopOffered } from '../../schemas/generated/types.ts';

/** How many joined calls are followed back to the one that rang. */
const DEEPEST = 4;
const TYPES = 'screen-pop.offered,call.transferred,call.conferenced';

export interface RecallOptions {
  readonly call: string;
  /** The call it was made of, where that is known. */
  readonly before: string | undefined;
  readonly device: string;
  readonly get: (path: string) => Promise<EventPage>;
}

/**
 * The pop of a call that rang before this toolbar was open, or at another phone: it is in the journal,
 * under the call, or under the customer's call that this one was made of.
 */
export async function recallPop(options: RecallOptions): Promise<ScreenPopOffered | undefined> {
  let call: string | undefined = options.call;
  let before = options.before;
  const seen = new Set<string>();
  for (let depth = 0; depth < DEEPEST && call !== undefined && !seen.has(call); depth += 1) {
    seen.add(call);
    const query = new URLSearchParams({ subject: call, type: TYPES, limit: '100' });
    const { items } = await options.get(`/events?${query}`);
    const pop = popAmong(items, options.device);
    if (pop !== undefined) return pop;
    call = joinedFrom(items) ?? before;
    before = undefined;
  }
  return undefined;
}

/** The youngest for this phone, or else the youngest of all. */
function popAmong(events: readonly Event[], device: string): ScreenPopOffered | undefined {
  const pops = events
    .filter(({ type }) => type === 'screen-pop.offered')
    .map(({ data }) => data as unknown as ScreenPopOffered);
  return pops.findLast((pop) => pop.device === device) ?? pops.at(-1);
}

function joinedFrom(events: readonly Event[]): string | undefined {
  const joined = events.findLast(({ type }) => type !== 'screen-pop.offered');
  const primary = joined?.data['primaryCall'];
  return typeof primary === 'string' ? primary : undefined;
}
