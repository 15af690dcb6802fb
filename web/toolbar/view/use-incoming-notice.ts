import { useEffect } from 'preact/hooks';
import { inOrder } from '../controls.ts';
import { formatNumber, personOf, stateWord, titleOf } from '../describe.ts';
import type { ToolbarState } from '../state.ts';

/** Tells of a ringing phone outside the page: in the tab's title, and on the desktop if allowed. */
export function useIncomingNotice(state: ToolbarState): void {
  const [first] = inOrder(state.calls.live);
  const person = first && personOf(first);
  const who = person && titleOf(person);
  const word = first && stateWord(first);
  useEffect(() => {
    document.title = who === undefined ? 'Crosspoint' : `${word}: ${who}`;
  }, [who, word]);
  const ringing = first?.own.state === 'alerting' ? first.call.id : undefined;
  useEffect(() => {
    if (ringing === undefined || person === undefined || !mayNotify()) return undefined;
    const notice = new Notification(titleOf(person), {
      body: person.number === undefined ? '' : formatNumber(person.number),
      // Several tabs show the same phone; the desktop shows one notice.
      tag: ringing,
      requireInteraction: true,
    });
    notice.addEventListener('click', () => window.focus());
    return () => notice.close();
  }, [ringing]);
}

function mayNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'granted' && document.hidden;
}
