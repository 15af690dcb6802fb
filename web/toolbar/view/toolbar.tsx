import { useEffect, useMemo, useState } from 'preact/hooks';
import { inOrder, ownSwitch, pairOf } from '../controls.ts';
import { Phone } from '../phone.ts';
import type { Session } from '../link.ts';
import { Announcer } from './announcer.tsx';
import { CallCard } from './call-card.tsx';
import { Dialler } from './dialler.tsx';
import { Failures } from './failures.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { LastCall } from './last-call.tsx';
import { PairControls } from './pair-controls.tsx';
import { PhoneContext } from './phone-context.ts';
import { Simulator } from './simulator.tsx';
import { StatusBar } from './status-bar.tsx';
import { useIncomingNotice } from './use-incoming-notice.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useTelLinks } from './use-tel-links.ts';

export interface ToolbarProps {
  readonly base: string;
  readonly session: Session;
  readonly onSignOut: (why?: string) => void;
}

/** The signed-in page. */
export function Toolbar({ base, session, onSignOut }: ToolbarProps) {
  const phone = useMemo(
    () => new Phone({ base, session, onState: (state) => setState(state), onSignedOut: onSignOut }),
    [],
  );
  const [state, setState] = useState(phone.state);
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(() => {
    phone.start();
    return () => phone.stop();
  }, [phone]);
  useShortcuts();
  useTelLinks(phone);
  useIncomingNotice(state);
  const calls = inOrder(state.calls.live);
  const pair = pairOf(state.calls.live);
  const isSimulated = ownSwitch(state)?.simulator === true;
  return (
    <PhoneContext.Provider value={{ phone, state }}>
      <Announcer />
      <StatusBar onSignOut={() => onSignOut()} onHelp={() => setHelpOpen(true)} />
      <main class="desk" data-sequence={state.sequence} data-link={state.link.state}>
        <section class="calls" aria-label="Calls">
          <Failures />
          {pair !== undefined && <PairControls pair={pair} />}
          {calls.map((entry) => (
            <CallCard key={entry.call.id} entry={entry} />
          ))}
          {calls.length === 0 && <Idle isKnown={state.sequence !== undefined} />}
          {calls.length === 0 && state.calls.last !== undefined && (
            <LastCall past={state.calls.last} />
          )}
        </section>
        <aside class="side" aria-label="New calls">
          <Dialler />
          {isSimulated && <Simulator />}
        </aside>
      </main>
      {isHelpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
    </PhoneContext.Provider>
  );
}

function Idle({ isKnown }: { readonly isKnown: boolean }) {
  return <p class="idle">{isKnown ? 'No calls' : 'Asking the server …'}</p>;
}
