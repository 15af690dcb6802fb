import type { OwnCall } from '../calls.ts';
import { clockStart, personOf, stateWord, titleOf } from '../describe.ts';
import { AttachedData } from './attached-data.tsx';
import { CallControls } from './call-controls.tsx';
import { DialButton } from './dial-button.tsx';
import { History } from './history.tsx';
import { Matches } from './matches.tsx';
import { Parties } from './parties.tsx';
import { Timer } from './timer.tsx';

/** One call of this phone: who it is, what is known of them, what can be done. */
export function CallCard({ entry }: { readonly entry: OwnCall }) {
  const { call, own, pop } = entry;
  const person = personOf(entry);
  const word = stateWord(entry);
  return (
    <article
      class="call"
      aria-label={`${titleOf(person)}, ${word}`}
      data-call={call.id}
      data-state={own.state}
    >
      <header class="call-head">
        <div class="who">
          <h2>{titleOf(person)}</h2>
          {person.number !== undefined && <DialButton number={person.number} />}
          {pop?.pending === true && (
            <span class="pending" role="status">
              Looking the number up …
            </span>
          )}
        </div>
        <div class="call-state">
          <span class="chip">{word}</span>
          <Timer since={clockStart(call)} />
        </div>
      </header>
      <CallControls entry={entry} />
      <div class="pop">
        {pop !== undefined && <Matches pop={pop} call={call} />}
        <Parties entry={entry} />
        <AttachedData call={call} />
        {pop !== undefined && <History calls={pop.history} />}
      </div>
    </article>
  );
}
