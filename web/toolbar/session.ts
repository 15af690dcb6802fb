import type { Session } from './link.ts';
import { readLink } from './link.ts';

const KEY = 'crosspoint.session';

/**
 * The session of the link, or else the one of before. A token leaves the address bar at once, so that it
 * is in no bookmark, history or picture of the screen.
 */
export function openSession(window: Window): Partial<Session> {
  const link = readLink(window.location.hash);
  if (link.token !== undefined || link.device !== undefined) {
    const { pathname, search } = window.location;
    window.history.replaceState(null, '', pathname + search);
  }
  const session = { ...storedSession(window.localStorage), ...link };
  if (isComplete(session)) storeSession(window.localStorage, session);
  return session;
}

export function isComplete(session: Partial<Session>): session is Session {
  return session.token !== undefined && session.device !== undefined;
}

export function storedSession(storage: Storage): Partial<Session> {
  try {
    const stored = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Session>;
    return isComplete(stored) ? { token: stored.token, device: stored.device } : {};
  } catch {
    return {};
  }
}

export function storeSession(storage: Storage, session: Session): void {
  storage.setItem(KEY, JSON.stringify(session));
}

export function forgetSession(storage: Storage): void {
  storage.removeItem(KEY);
}

/** Calls back when another tab signs in or out. */
export function watchSession(window: Window, changed: (session: Partial<Session>) => void) {
  const listener = ({ key }: StorageEvent) => {
    // A null key: everything was cleared.
    if (key === KEY || key === null) changed(storedSession(window.localStorage));
  };
  window.addEventListener('storage', listener);
  return () => window.removeEventListener('storage', listener);
}
