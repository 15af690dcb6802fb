import type { ConnectionId } from '../connection.ts';
import { isCallControlEvent, type CallControlEvent, type SwitchEvent } from '../switch-event.ts';

/** A connection as a message names it: `2001 in call 7`. */
export function named(connection: ConnectionId): string {
  return `${connection.device} in call ${connection.call}`;
}

/** An event as a message names it. */
export function told(event: SwitchEvent): string {
  if (!isCallControlEvent(event)) return event.event;
  return `${event.event} of ${about(event)}`;
}

function about(event: CallControlEvent): string {
  switch (event.event) {
    case 'callCleared':
      return `call ${event.call}`;
    case 'transferred':
    case 'conferenced':
      return `call ${event.primaryOldCall.call}`;
    default:
      return named(event.connection);
  }
}

/** The events of a run in one line, the last `count` of them. */
export function lastTold(events: readonly SwitchEvent[], count = 6): string {
  if (events.length === 0) return 'nothing was told';
  const last = events.slice(-count).map(told).join(', ');
  return events.length > count ? `told last: … ${last}` : `told: ${last}`;
}

/** An error as a message names it. */
export function worded(error: unknown): string {
  return error instanceof Error ? `${error.name} "${error.message}"` : String(error);
}
