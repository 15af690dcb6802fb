import { withOtherCall } from '../commands.ts';
import type { Pair } from '../controls.ts';
import { personOf, titleOf } from '../describe.ts';
import { ControlButton } from './control-button.tsx';
import { usePhone } from './phone-context.ts';

const NAMES = ['alternate', 'reconnect', 'transfer', 'conference'] as const;

/** What can be done with two calls, one of them on hold. */
export function PairControls({ pair }: { readonly pair: Pair }) {
  const { phone } = usePhone();
  const { active, held } = pair;
  const part = { call: active.call.id, device: active.own.device };
  const who = `${titleOf(personOf(held))} and ${titleOf(personOf(active))}`;
  return (
    <section class="pair" aria-label="Two calls">
      <p>
        <span class="quiet">Two calls: </span>
        {who}
      </p>
      <div class="controls" role="group" aria-label={`Controls for ${who}`}>
        {NAMES.map((name) => (
          <ControlButton
            key={name}
            name={name}
            call={active.call.id}
            hasShortcut
            onPress={() => void phone.run(withOtherCall(name, part, held.call.id))}
          />
        ))}
      </div>
    </section>
  );
}
