import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../link.ts';
import { forgetSession, isComplete, openSession, storeSession, watchSession } from '../session.ts';
import { SignIn } from './sign-in.tsx';
import { Toolbar } from './toolbar.tsx';

/** The address of the server this page came from, without a slash at the end. */
const BASE = new URL('..', window.location.href).href.replace(/\/$/, '');

/** Signed in or not; follows links opened in this tab and sign-outs in others. */
export function App() {
  const [session, setSession] = useState<Partial<Session>>(() => openSession(window));
  const [reason, setReason] = useState<string | undefined>(undefined);
  useEffect(() => watchSession(window, setSession), []);
  useEffect(() => {
    const followLink = () => {
      if (window.location.hash.length > 1) setSession(openSession(window));
    };
    window.addEventListener('hashchange', followLink);
    return () => window.removeEventListener('hashchange', followLink);
  }, []);
  const signOut = (why?: string) => {
    forgetSession(window.localStorage);
    setReason(why);
    setSession({});
  };
  if (!isComplete(session)) {
    const signIn = (complete: Session) => {
      storeSession(window.localStorage, complete);
      setReason(undefined);
      setSession(complete);
    };
    return <SignIn base={BASE} given={session} reason={reason} onSignIn={signIn} />;
  }
  const key = `${session.device} ${session.token}`;
  return <Toolbar key={key} base={BASE} session={session} onSignOut={signOut} />;
}
