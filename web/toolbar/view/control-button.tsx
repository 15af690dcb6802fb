import type { ControlName } from '../controls.ts';
import { CONTROLS, obstacle } from '../controls.ts';
import { isPending } from '../pending.ts';
import { usePhone } from './phone-context.ts';

export interface ControlButtonProps {
  readonly name: ControlName;
  /** The call it acts on; none for a new call. */
  readonly call?: string;
  readonly hasShortcut: boolean;
  /** Where the situation has a better word for it. */
  readonly label?: string | undefined;
  /** Where it opens something below: whether that is open. */
  readonly isExpanded?: boolean;
  readonly type?: 'button' | 'submit';
  readonly onPress?: () => void;
}

/**
 * A control that says why it cannot be used instead of vanishing: it stays in the Tab order, so
 * `aria-disabled` and not `disabled`.
 */
export function ControlButton(props: ControlButtonProps) {
  const { name, call, hasShortcut, isExpanded, type = 'button', onPress } = props;
  const { state } = usePhone();
  const { says, letter } = CONTROLS[name];
  const label = props.label ?? CONTROLS[name].label;
  const blocked = obstacle(state, name);
  const waits = isPending(state.commands, name, call);
  const isOff = blocked !== undefined || waits;
  const keys = hasShortcut ? `Alt+${letter}` : undefined;
  const hint = waits ? `${label}: waiting for the switch` : says;
  return (
    <button
      type={type}
      class={`control control-${name}`}
      title={blocked ?? (keys === undefined ? hint : `${hint} (${keys})`)}
      aria-disabled={isOff}
      aria-busy={waits}
      aria-expanded={isExpanded}
      aria-keyshortcuts={keys}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onPress?.();
      }}
    >
      {label}
    </button>
  );
}
