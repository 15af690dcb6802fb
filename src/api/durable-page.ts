import type { EventFilter } from '../journal/event-filter.ts';
import type { EventPage, Journal } from '../journal/journal.ts';

/**
 * A page of the journal that ends where the live events begin. The thread that writes may have stored
 * a group that nobody has been told of yet: whoever read it here would be told it a second time.
 */
export function durablePage(
  journal: Journal,
  after: number,
  limit: number,
  filter: EventFilter,
): EventPage {
  const { events, nextAfter } = journal.read(after, limit, filter);
  const last = journal.durableSequence;
  return {
    events: events.filter(({ sequence }) => sequence <= last),
    nextAfter: Math.max(after, Math.min(nextAfter, last)),
  };
}
