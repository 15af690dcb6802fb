import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sendDigits } from '../commands.ts';
import { usePhone } from './phone-context.ts';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const NAMES: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash' };

export interface DigitPadProps {
  readonly part: { readonly call: string; readonly device: string };
  readonly onClose: () => void;
}

/** Twelve keys, and a field for a whole string of them. */
export function DigitPad({ part, onClose }: DigitPadProps) {
  const { phone } = usePhone();
  const [digits, setDigits] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const queue = useRef(Promise.resolve());
  useLayoutEffect(() => field.current?.focus(), []);
  // One after the other: requests that overtake each other would change the number.
  const send = (some: string) => {
    queue.current = queue.current.then(() => phone.run(sendDigits(part, some)));
  };
  return (
    <div
      class="sub-form"
      role="group"
      aria-label="Keys"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          send(digits);
          setDigits('');
        }}
      >
        <input
          ref={field}
          inputMode="tel"
          required
          pattern="[0-9*#A-Da-d]{1,64}"
          autocomplete="off"
          placeholder="0-9 * # A-D"
          aria-label="Digits to send"
          value={digits}
          onInput={({ currentTarget }) => setDigits(currentTarget.value)}
        />
        <button type="submit" class="primary">
          Send
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </form>
      <div class="pad">
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            aria-label={`Key ${NAMES[key] ?? key}`}
            onClick={() => send(key)}
          >
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}
