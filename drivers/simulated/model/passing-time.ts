/** What time brings to a connection. */
import type { ConnectionAlarm } from './call.ts';
import { clearConnection } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { outsideActs, outsideHangsUp, outsidePresses, outsideRings } from './outside.ts';
import { noAnswer, overflow, recall } from './redirecting.ts';

export function fallDue(x: Exchange, { connection, kind }: ConnectionAlarm): void {
  switch (kind) {
    case 'no-answer':
      noAnswer(x, connection);
      return;
    case 'caller-gives-up':
      clearConnection(x, connection, 'callCancelled');
      return;
    case 'outside-rings':
      outsideRings(x, connection);
      return;
    case 'outside-acts':
      outsideActs(x, connection);
      return;
    case 'outside-hangs-up':
      outsideHangsUp(x, connection);
      return;
    case 'outside-presses-digits':
      outsidePresses(x, connection);
      return;
    case 'tone-ends':
      clearConnection(x, connection, connection.failure ?? 'normalClearing');
      return;
    case 'not-lifted':
      clearConnection(x, connection, 'callNotAnswered');
      return;
    case 'park-recall':
      recall(x, connection);
      return;
    case 'queue-overflow':
      overflow(x, connection);
      return;
  }
}
