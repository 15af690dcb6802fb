import { useRef, useState } from 'preact/hooks';
import { ControlButton } from './control-button.tsx';
import { usePhone } from './phone-context.ts';

/** Makes a call. */
export function Dialler() {
  const { phone } = usePhone();
  const [number, setNumber] = useState('');
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      class="panel"
      aria-label="Make a call"
      onSubmit={(event) => {
        event.preventDefault();
        if (number.trim() === '') return;
        phone.dial(number.trim());
        setNumber('');
      }}
    >
      <label for="dial">Make a call</label>
      <div class="row">
        <input
          id="dial"
          ref={field}
          type="tel"
          required
          maxLength={64}
          autocomplete="off"
          list="colleagues"
          placeholder="Number"
          aria-keyshortcuts="Alt+M"
          title="Number to call (Alt+M)"
          value={number}
          onInput={({ currentTarget }) => setNumber(currentTarget.value)}
        />
        <ControlButton name="make-call" type="submit" hasShortcut={false} />
      </div>
      <datalist id="colleagues">
        {phone.colleagues.map(({ id, number: extension, name }) => (
          <option key={id} value={extension}>
            {name}
          </option>
        ))}
      </datalist>
    </form>
  );
}
