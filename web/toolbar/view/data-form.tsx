import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { readLike, writeValue } from '../matching.ts';

export interface DataFormProps {
  /** Empty for a new key. */
  readonly name: string;
  readonly before: unknown;
  /** A null value takes the key away. */
  readonly onSave: (key: string, value: unknown) => void;
  readonly onClose: () => void;
}

/** Changes, adds or removes one key of the attached data. */
export function DataForm({ name, before, onSave, onClose }: DataFormProps) {
  const [key, setKey] = useState(name);
  const [text, setText] = useState(writeValue(before));
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), []);
  const isNew = name === '';
  return (
    <form
      ref={form}
      class="row sub-form"
      aria-label={isNew ? 'Add data' : `Change ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() !== '') onSave(key.trim(), readLike(before, text));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      {isNew && (
        <input
          required
          maxLength={128}
          placeholder="Key"
          aria-label="Key"
          value={key}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      )}
      <input
        placeholder="Value"
        aria-label={isNew ? 'Value' : `Value of ${name}`}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" class="primary">
        Save
      </button>
      {!isNew && (
        <button type="button" onClick={() => onSave(name, null)}>
          Remove
        </button>
      )}
      <button type="button" onClick={onClose}>
        Cancel
      </button>
    </form>
  );
}
