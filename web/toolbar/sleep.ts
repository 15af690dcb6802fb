import type { StreamClient } from './stream.ts';

const TICK_MS = 5000;
/** A tick that comes later than this was slept through. Background tabs tick once a minute. */
const SLEPT_MS = 90_000;

/**
 * Wakes the stream when the machine or the page has been asleep or the network has come back. A socket
 * that slept looks alive until something is sent through it, and nothing is.
 */
export function watchForSleep(window: Window, stream: StreamClient): () => void {
  let lastTick = Date.now();
  let hiddenAt: number | undefined;
  const tick = window.setInterval(() => {
    const now = Date.now();
    if (now - lastTick > SLEPT_MS) stream.wake();
    lastTick = now;
  }, TICK_MS);
  const visible = () => {
    const now = Date.now();
    if (window.document.hidden) hiddenAt = now;
    else if (hiddenAt !== undefined && now - hiddenAt > SLEPT_MS) stream.wake();
  };
  const online = () => stream.wake();
  const offline = () => stream.offline();
  // A page that comes back from the browser's back-forward cache has lost its socket.
  const shown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) stream.wake();
  };
  window.document.addEventListener('visibilitychange', visible);
  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  window.addEventListener('pageshow', shown);
  return () => {
    window.clearInterval(tick);
    window.document.removeEventListener('visibilitychange', visible);
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
    window.removeEventListener('pageshow', shown);
  };
}
