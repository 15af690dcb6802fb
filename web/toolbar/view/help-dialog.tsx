import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CONTROLS } from '../controls.ts';

const OTHER_KEYS = [
  ['Alt+M', 'Make a call: go to the number field'],
  ['Alt+P', 'Simulate an outside caller (simulated switches)'],
  ['Alt+I', 'This help'],
  ['Esc', 'Close a field, the keys or this help'],
] as const;

/** The keys, and the leave to notify. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const controls = Object.entries(CONTROLS).filter(([name]) => name !== 'make-call');
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <table>
        <tbody>
          {controls.map(([name, { letter, label, says }]) => (
            <tr key={name}>
              <th scope="row">
                <kbd>Alt+{letter}</kbd>
              </th>
              <td>
                {label}: {says.charAt(0).toLowerCase() + says.slice(1)}
              </td>
            </tr>
          ))}
          {OTHER_KEYS.map(([keys, says]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{says}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <NotificationChoice />
      <p>
        <a href="../docs/">API documents</a>
      </p>
      <form method="dialog">
        <button type="submit" class="primary">
          Close
        </button>
      </form>
    </dialog>
  );
}

function NotificationChoice() {
  const known = 'Notification' in window ? Notification.permission : 'denied';
  const [permission, setPermission] = useState(known);
  if (permission === 'granted') return <p class="quiet">Calls are also shown on the desktop.</p>;
  if (permission === 'denied') return null;
  const ask = async () => setPermission(await Notification.requestPermission());
  return (
    <p>
      <button type="button" onClick={() => void ask()}>
        Show calls on the desktop too
      </button>
    </p>
  );
}
