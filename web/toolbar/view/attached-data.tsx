import { useState } from 'preact/hooks';
import type { Call } from '../../../schemas/generated/types.ts';
import { changeData } from '../commands.ts';
import { DataForm } from './data-form.tsx';
import { usePhone } from './phone-context.ts';
import { Value } from './value.tsx';

/** What is attached to the call; one key at a time can be changed. */
export function AttachedData({ call }: { readonly call: Call }) {
  const { phone } = usePhone();
  const [edited, setEdited] = useState<string | undefined>(undefined);
  const entries = Object.entries(call.data);
  const close = () => setEdited(undefined);
  const save = (key: string, value: unknown) => {
    void phone.run(changeData(call.id, { [key]: value }));
    close();
  };
  return (
    <section aria-label="Attached data">
      <h3>Attached data</h3>
      <dl class="data">
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              <Value name={key} value={value} />
              <button
                type="button"
                class="plain"
                aria-label={`Change ${key}`}
                aria-expanded={edited === key}
                onClick={() => setEdited(edited === key ? undefined : key)}
              >
                Change
              </button>
            </dd>
            {edited === key && <DataForm name={key} before={value} onSave={save} onClose={close} />}
          </div>
        ))}
      </dl>
      {edited === '' ? (
        <DataForm name="" before="" onSave={save} onClose={close} />
      ) : (
        <button type="button" class="plain" onClick={() => setEdited('')}>
          Add data
        </button>
      )}
    </section>
  );
}
