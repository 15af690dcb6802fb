import { useState } from 'preact/hooks';
import type { OwnCall } from '../calls.ts';
import { onCall, toNumber } from '../commands.ts';
import type { ControlName } from '../controls.ts';
import { CONTROLS, controlsOf, shortcutCall } from '../controls.ts';
import { ControlButton } from './control-button.tsx';
import { DigitPad } from './digit-pad.tsx';
import { NumberForm } from './number-form.tsx';
import { usePhone } from './phone-context.ts';

/** The controls of one call; those that need a number open a field for it. */
export function CallControls({ entry }: { readonly entry: OwnCall }) {
  const { phone, state } = usePhone();
  const [opened, setOpened] = useState<ControlName | undefined>(undefined);
  const { call, own } = entry;
  const part = { call: call.id, device: own.device };
  const controls = controlsOf(entry);
  // What was opened may no longer be possible by what has happened meanwhile.
  const open = opened !== undefined && controls.includes(opened) ? opened : undefined;
  const press = (name: ControlName) => {
    switch (name) {
      case 'answer':
      case 'hold':
      case 'retrieve':
      case 'clear':
        void phone.run(onCall(name, part));
        break;
      default:
        setOpened(open === name ? undefined : name);
    }
  };
  const close = () => setOpened(undefined);
  return (
    <div class="controls-block">
      <div class="controls" role="group" aria-label="Call controls">
        {controls.map((name) => (
          <ControlButton
            key={name}
            name={name}
            call={call.id}
            label={name === 'clear' && own.state === 'alerting' ? 'Decline' : undefined}
            hasShortcut={shortcutCall(state.calls.live, CONTROLS[name].letter) === call.id}
            isExpanded={isOpening(name) ? open === name : undefined}
            onPress={() => press(name)}
          />
        ))}
      </div>
      {(open === 'deflect' || open === 'consult' || open === 'transfer-to') && (
        <NumberForm
          key={open}
          name={open}
          onClose={close}
          onNumber={(to) => {
            void phone.run(toNumber(open, part, to));
            close();
          }}
        />
      )}
      {open === 'digits' && <DigitPad part={part} onClose={close} />}
    </div>
  );
}

function isOpening(name: ControlName): boolean {
  return name === 'deflect' || name === 'consult' || name === 'transfer-to' || name === 'digits';
}
