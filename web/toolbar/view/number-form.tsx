import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ControlName } from '../controls.ts';
import { CONTROLS } from '../controls.ts';

export interface NumberFormProps {
  readonly name: ControlName;
  readonly onNumber: (number: string) => void;
  readonly onClose: () => void;
}

/** Asks where to; Enter goes, Escape does not. */
export function NumberForm({ name, onNumber, onClose }: NumberFormProps) {
  const [number, setNumber] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // Before anything else is typed: after a shortcut the next key belongs to this field.
  useLayoutEffect(() => field.current?.focus(), []);
  const { label } = CONTROLS[name];
  return (
    <form
      class="row sub-form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        const trimmed = number.trim();
        if (trimmed !== '') onNumber(trimmed);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <input
        ref={field}
        type="tel"
        required
        maxLength={64}
        autocomplete="off"
        list="colleagues"
        placeholder="Number"
        aria-label={`${label}: number`}
        value={number}
        onInput={({ currentTarget }) => setNumber(currentTarget.value)}
      />
      <button type="submit" class="primary">
        {label}
      </button>
      <button type="button" onClick={onClose}>
        Cancel
      </button>
    </form>
  );
}
