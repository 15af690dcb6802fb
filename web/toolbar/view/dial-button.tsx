import { obstacle } from '../controls.ts';
import { formatNumber } from '../describe.ts';
import { usePhone } from './phone-context.ts';

/** A number on the page: a click calls it. */
export function DialButton({ number }: { readonly number: string }) {
  const { phone, state } = usePhone();
  const shown = formatNumber(number);
  const blocked = obstacle(state, 'make-call');
  return (
    <button
      type="button"
      class="number"
      title={blocked ?? `Call ${shown}`}
      aria-label={`Call ${shown}`}
      aria-disabled={blocked !== undefined}
      onClick={() => {
        if (blocked === undefined) phone.dial(number);
      }}
    >
      {shown}
    </button>
  );
}
