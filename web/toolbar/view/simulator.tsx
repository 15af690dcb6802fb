import { useState } from 'preact/hooks';
import { anyCaller } from '../callers.ts';
import { simulateCaller } from '../commands.ts';
import { obstacle, ownSwitch } from '../controls.ts';
import { isPending } from '../pending.ts';
import { usePhone } from './phone-context.ts';

/** Plays an outside caller, where the switch is a simulated one. */
export function Simulator() {
  const { phone, state } = usePhone();
  const [caller, setCaller] = useState(() => anyCaller(Math.random));
  const owner = ownSwitch(state)?.id ?? '';
  const to = state.device.slice(state.device.indexOf(':') + 1);
  const waits = isPending(state.commands, 'simulate-call');
  const blocked = state.link.state === 'live' ? undefined : obstacle(state, 'answer');
  const ring = () => {
    const { from, name } = caller;
    void phone.run(simulateCaller(owner, { from, to, ...(name === '' ? {} : { name }) }));
    setCaller(anyCaller(Math.random));
  };
  return (
    <form
      class="panel"
      aria-label="Simulate a caller"
      onSubmit={(event) => {
        event.preventDefault();
        if (!waits && blocked === undefined) ring();
      }}
    >
      <p class="panel-title">Simulated switch</p>
      <label for="caller-number">Caller's number</label>
      <input
        id="caller-number"
        type="tel"
        autocomplete="off"
        maxLength={64}
        value={caller.from}
        onInput={({ currentTarget }) => setCaller({ ...caller, from: currentTarget.value })}
      />
      <label for="caller-name">Name</label>
      <input
        id="caller-name"
        autocomplete="off"
        maxLength={128}
        value={caller.name}
        onInput={({ currentTarget }) => setCaller({ ...caller, name: currentTarget.value })}
      />
      <button
        type="submit"
        aria-disabled={waits || blocked !== undefined}
        aria-busy={waits}
        aria-keyshortcuts="Alt+P"
        title={blocked ?? `An outside caller rings ${to} (Alt+P)`}
      >
        Simulate an outside caller
      </button>
    </form>
  );
}
