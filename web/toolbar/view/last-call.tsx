import type { PastOwnCall } from '../calls.ts';
import { duration, personOf, titleOf } from '../describe.ts';
import { chosenMatch } from '../matching.ts';
import { ContactDetails } from './contact-details.tsx';
import { DialButton } from './dial-button.tsx';

/** The call that was just left, for the notes that are written after it. */
export function LastCall({ past }: { readonly past: PastOwnCall }) {
  const { call, pop, cause, leftAt } = past;
  const person = personOf(past);
  const start = Date.parse(call.answeredAt ?? call.startedAt);
  const match = pop && chosenMatch(pop, call);
  const length = duration(Date.parse(leftAt) - start);
  return (
    <article class="call last" aria-label={`Last call: ${titleOf(person)}`}>
      <header class="call-head">
        <div class="who">
          <h2>{titleOf(person)}</h2>
          {person.number !== undefined && <DialButton number={person.number} />}
        </div>
        <div class="call-state">
          <span class="chip">Last call</span>
          <span class="timer">{call.answeredAt === undefined ? 'not answered' : length}</span>
        </div>
      </header>
      {cause !== undefined && <p class="quiet">Ended: {cause.code}</p>}
      {match !== undefined && <ContactDetails match={match} />}
    </article>
  );
}
