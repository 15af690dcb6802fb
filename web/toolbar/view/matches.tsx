import type { Call, ContactMatch, ScreenPopOffered } from '../../../schemas/generated/types.ts';
import { CONTACT_KEY, chosenMatch } from '../matching.ts';
import { changeData } from '../commands.ts';
import { isPending } from '../pending.ts';
import { ContactDetails, ContactName } from './contact-details.tsx';
import { usePhone } from './phone-context.ts';

export interface MatchesProps {
  readonly pop: ScreenPopOffered;
  readonly call: Call;
}

/** Whom the number belongs to: nobody known, one, or several to choose from. */
export function Matches({ pop, call }: MatchesProps) {
  const chosen = chosenMatch(pop, call);
  if (pop.matches.length === 0) {
    return (
      <section aria-label="Customer">
        <p class="quiet">{pop.pending ? 'Nobody found yet' : 'No customer with this number'}</p>
      </section>
    );
  }
  if (chosen === undefined) return <Choice matches={pop.matches} call={call} />;
  return (
    <section aria-label="Customer">
      <h3>Customer</h3>
      <ContactDetails match={chosen} />
      {pop.matches.length > 1 && <Another call={call} count={pop.matches.length} />}
    </section>
  );
}

function Choice({
  matches,
  call,
}: {
  readonly matches: readonly ContactMatch[];
  readonly call: Call;
}) {
  const { phone, state } = usePhone();
  const waits = isPending(state.commands, 'set-data', call.id);
  return (
    <section aria-label="Customer">
      <h3>{matches.length} customers have this number</h3>
      <ul class="matches">
        {matches.map((match) => (
          <li key={match.contact.id}>
            <ContactName match={match} />
            <span class="quiet">{Math.round(match.confidence * 100)} %</span>
            <button
              type="button"
              aria-label={`Choose ${match.contact.name}`}
              aria-disabled={waits}
              onClick={() => {
                const patch = { [CONTACT_KEY]: match.contact.id };
                if (!waits) void phone.run(changeData(call.id, patch));
              }}
            >
              Choose
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Another({ call, count }: { readonly call: Call; readonly count: number }) {
  const { phone } = usePhone();
  return (
    <button
      type="button"
      class="plain"
      onClick={() => void phone.run(changeData(call.id, { [CONTACT_KEY]: null }))}
    >
      Choose among {count} again
    </button>
  );
}
