import type { PastCall } from '../../../schemas/generated/types.ts';
import { duration, localNumber } from '../describe.ts';
import { DialButton } from './dial-button.tsx';

/** The last calls with this number. */
export function History({ calls }: { readonly calls: readonly PastCall[] }) {
  return (
    <section aria-label="Last calls">
      <h3>Last calls</h3>
      {calls.length === 0 && <p class="quiet">None</p>}
      <ul class="history">
        {calls.map((past) => (
          <li key={past.call}>
            <time dateTime={past.startedAt}>{dayAndTime(past.startedAt)}</time>
            <span>{outcome(past)}</span>
            {past.device !== undefined && <DialButton number={localNumber(past.device)} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function outcome({ direction, answered, duration: seconds, cause }: PastCall): string {
  const way = direction === 'outbound' ? 'We called' : 'They called';
  return answered ? `${way}, ${duration(seconds * 1000)}` : `${way}, no answer (${cause})`;
}

function dayAndTime(time: string): string {
  return new Date(time).toLocaleString([], {
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}
