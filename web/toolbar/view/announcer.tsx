import { inOrder } from '../controls.ts';
import { formatNumber, personOf, stateWord, titleOf } from '../describe.ts';
import { usePhone } from './phone-context.ts';

/** What a screen reader says of its own accord: who rings at once, the rest when there is a pause. */
export function Announcer() {
  const { state } = usePhone();
  const calls = inOrder(state.calls.live);
  const ringing = calls
    .filter(({ own }) => own.state === 'alerting')
    .map((entry) => {
      const { name, number } = personOf(entry);
      const where = name === undefined || number === undefined ? '' : `, ${formatNumber(number)}`;
      return `Incoming call from ${titleOf({ name, number })}${where}`;
    });
  const going = calls
    .filter(({ own }) => own.state !== 'alerting')
    .map((entry) => `${stateWord(entry)}: ${titleOf(personOf(entry))}`);
  const isLive = state.link.state !== 'reconnecting';
  return (
    <>
      <div class="unseen" role="alert" data-testid="announce-ringing">
        {ringing.join('. ')}
      </div>
      <div class="unseen" role="status" data-testid="announce-calls">
        {isLive ? going.join('. ') : 'Connection lost, reconnecting'}
      </div>
    </>
  );
}
