import type { Device, Switch } from '../../../schemas/generated/types.ts';
import { ownSwitch } from '../controls.ts';
import type { Link, ToolbarState } from '../state.ts';
import { usePhone } from './phone-context.ts';

export interface StatusBarProps {
  readonly onSignOut: () => void;
  readonly onHelp: () => void;
}

/** Whose phone this is and how far what is shown can be relied on. */
export function StatusBar({ onSignOut, onHelp }: StatusBarProps) {
  const { state } = usePhone();
  const owner = ownSwitch(state);
  const level = levelOf(state.link, owner);
  const number = state.device.slice(state.device.indexOf(':') + 1);
  return (
    <header class="status" data-level={level}>
      <div class="status-line">
        <span class="dot" aria-hidden="true" />
        <div class="self">
          <strong>{state.agent?.name ?? state.self?.name ?? number}</strong>
          <span class="quiet">{number}</span>
        </div>
        <span class="link-state">{shortWord(state.link, owner)}</span>
        <button
          type="button"
          class="plain"
          aria-keyshortcuts="Alt+I"
          title="Keys and help (Alt+I)"
          onClick={onHelp}
        >
          Help
        </button>
        <button type="button" class="plain" title="Forget the token" onClick={onSignOut}>
          Sign out
        </button>
      </div>
      {state.self !== undefined && <DeviceNotes device={state.self} />}
      <Banner state={state} owner={owner} />
    </header>
  );
}

function levelOf(link: Link, owner: Switch | undefined): 'good' | 'waiting' | 'bad' {
  if (link.state === 'reconnecting') return 'bad';
  if (link.state === 'connecting' || owner === undefined) return 'waiting';
  return owner.state === 'up' ? 'good' : owner.state === 'down' ? 'bad' : 'waiting';
}

function shortWord(link: Link, owner: Switch | undefined): string {
  if (link.state === 'connecting') return 'Connecting';
  if (link.state === 'reconnecting') return link.isOffline ? 'Offline' : 'Reconnecting';
  if (owner === undefined) return 'No switch';
  return owner.state === 'up' ? 'Live' : owner.state === 'down' ? 'Switch down' : 'Synchronising';
}

function DeviceNotes({ device }: { readonly device: Device }) {
  const notes = [
    device.inService ? undefined : 'Out of service',
    device.doNotDisturb === true ? 'Do not disturb' : undefined,
    device.forwardedTo === undefined ? undefined : `Forwarded to ${device.forwardedTo}`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? null : <p class="device-notes">{notes.join(' · ')}</p>;
}

function Banner({
  state,
  owner,
}: {
  readonly state: ToolbarState;
  readonly owner?: Switch | undefined;
}) {
  const words = bannerWords(state, owner);
  return words === undefined ? null : <p class="banner">{words}</p>;
}

function bannerWords({ link, problem }: ToolbarState, owner: Switch | undefined) {
  if (link.state === 'reconnecting') {
    const why = problem === undefined ? '' : ` ${problem.title}.`;
    const where = link.isOffline ? 'No network.' : `Connection lost; attempt ${link.attempt}.`;
    return `${where}${why} What is shown may be old; nothing will be missed.`;
  }
  if (owner?.state === 'down') {
    const why = owner.reason === undefined ? '' : `: ${owner.reason}`;
    return `No link to the switch ${owner.id} since ${clock(owner.since)}${why}`;
  }
  return owner?.state === 'synchronising' ? `Reading the switch ${owner.id} anew` : undefined;
}

function clock(time: string): string {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
