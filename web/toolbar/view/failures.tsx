import { CONTROLS } from '../controls.ts';
import type { Failure } from '../pending.ts';
import { usePhone } from './phone-context.ts';

/** Commands that the switch or the server refused, until they are put away. */
export function Failures() {
  const { phone, state } = usePhone();
  return (
    <div class="failures" role="alert">
      {state.commands.failures.map((failure) => (
        <FailureNote
          key={failure.id}
          failure={failure}
          onDismiss={() => phone.dismiss(failure.id)}
        />
      ))}
    </div>
  );
}

interface FailureNoteProps {
  readonly failure: Failure;
  readonly onDismiss: () => void;
}

function FailureNote({ failure, onDismiss }: FailureNoteProps) {
  const { command, problem } = failure;
  const { title, detail, code, cause, rawCause } = problem;
  const causes = [code, cause, rawCause].filter((word) => word !== undefined);
  return (
    <div class="failure">
      <div>
        <strong>
          {wordFor(command)}: {title}
        </strong>
        <p>{detail}</p>
        <p class="quiet">
          <code>{[...new Set(causes)].join(' · ')}</code>
        </p>
      </div>
      <button type="button" class="plain" aria-label={`Dismiss: ${title}`} onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  );
}

/** What was pressed, in the word that is on the button. */
function wordFor(command: string): string {
  if (command === 'set-data') return 'Attached data';
  if (command === 'simulate-call') return 'Simulated caller';
  return Object.entries(CONTROLS).find(([name]) => name === command)?.[1].label ?? command;
}
