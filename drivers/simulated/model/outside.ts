/** The people at the far ends of the trunk lines. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { OutsideCall } from '../../../src/spi/far-end.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { OutsideRule } from '../settings.ts';
import type { Call, Connection, Device } from './call.ts';
import { clearConnection, failConnection } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { findCall } from './look-up.ts';
import { tellDelivered, tellEstablished } from './reports.ts';

/** The states of a line whose outside party has not answered yet. */
const RUNG: ReadonlySet<ConnectionState> = new Set(['initiated', 'alerting']);

/** Seizes a line and has the network call a number. */
export function callOutside(x: Exchange, call: Call, line: Device, number: string): Connection {
  const rule = ruleFor(x, number);
  const party: Party = {
    device: line.id,
    number,
    ...(rule?.name === undefined ? {} : { name: rule.name }),
  };
  const connection = x.connect(call, line, 'initiated', party);
  connection.outside = { rule, digits: undefined, isThere: false, calls: [call.id] };
  x.outsideByCall.set(call.id, connection);
  const isRung = rule?.does !== 'busy' && rule?.does !== 'unallocated';
  if (isRung) x.arm(connection, 'outside-rings', x.timing.postDialMs);
  else x.arm(connection, 'outside-acts', rule.afterMs ?? x.timing.outsideAnswerMs);
  return connection;
}

/** The connection of somebody outside who dials in, before the call has gone anywhere. */
export function comeIn(x: Exchange, outside: OutsideCall): Connection {
  const line = x.trunks.free();
  if (line === undefined) {
    throw new CrosspointError('resource-busy', 'all lines of the switch are busy', {
      switchCause: 'trunksBusy',
    });
  }
  const calling: Party = {
    device: line.id,
    ...(outside.from === '' ? {} : { number: outside.from }),
    ...(outside.name === undefined ? {} : { name: outside.name }),
  };
  const called = x.partyAt(outside.to);
  const call = x.newCall({ calling, called }, 'newCall', outside.correlator);
  const connection = x.connect(call, line, 'connected', calling);
  connection.outside = {
    rule: undefined,
    digits: outside.digits,
    isThere: true,
    calls: [call.id],
  };
  call.origin = connection;
  x.outsideByCall.set(call.id, connection);
  x.arm(connection, 'caller-gives-up', x.timing.patienceMs);
  return connection;
}

/** The network says that the outside phone rings. */
export function outsideRings(x: Exchange, connection: Connection): void {
  const rule = connection.outside?.rule;
  if (rule?.does === 'never-answers') x.arm(connection, 'outside-acts', x.timing.networkRingMs);
  else {
    const afterMs = rule?.afterMs ?? x.timing.outsideAnswerMs;
    x.arm(connection, 'outside-acts', Math.max(0, afterMs - x.timing.postDialMs));
  }
  connection.state = 'alerting';
  tellDelivered(x, connection, connection.call.cause);
}

/** What the rule for the number says comes to pass. */
export function outsideActs(x: Exchange, connection: Connection): void {
  switch (connection.outside?.rule?.does) {
    case 'busy':
      failConnection(x, connection, 'busy');
      return;
    case 'unallocated':
      failConnection(x, connection, 'numberUnallocated');
      return;
    case 'never-answers':
      failConnection(x, connection, 'callNotAnswered');
      return;
    case 'answers':
    case undefined:
      outsideAnswers(x, connection);
      return;
  }
}

export function outsideAnswers(x: Exchange, connection: Connection): void {
  const { outside } = connection;
  if (outside === undefined || outside.isThere || !RUNG.has(connection.state)) {
    throw new CrosspointError('wrong-state', 'the outside party is not being rung');
  }
  outside.isThere = true;
  connection.state = 'connected';
  x.disarm(connection);
  tellEstablished(x, connection, 'normal');
  stopWaiting(x, connection.call);
  const { rule } = outside;
  if (rule?.hangsUpAfterMs !== undefined) {
    x.arm(connection, 'outside-hangs-up', rule.hangsUpAfterMs);
  }
}

export function outsideHangsUp(x: Exchange, connection: Connection): void {
  const isAnswered = connection.alarm?.what.kind !== 'caller-gives-up';
  clearConnection(x, connection, isAnswered ? 'normalClearing' : 'callCancelled');
}

/** Somebody has answered: outside callers stop losing patience and may press their keys. */
export function stopWaiting(x: Exchange, call: Call): void {
  for (const connection of call.connections) {
    if (connection.alarm?.what.kind !== 'caller-gives-up') continue;
    x.disarm(connection);
    if (connection.outside?.digits !== undefined) {
      x.arm(connection, 'outside-presses-digits', x.timing.pressDigitsMs);
    }
  }
}

export function outsidePresses(x: Exchange, connection: Connection): void {
  const digits = connection.outside?.digits;
  if (digits === undefined || connection.outside === undefined) return;
  connection.outside.digits = undefined;
  const { call, id } = connection;
  x.tell({ event: 'digits', cause: 'normal', connection: id, digits }, call);
}

/** The outside party of a call; it keeps answering to the identifiers its call has had. */
export function outsideOf(x: Exchange, call: string): Connection {
  const connection = x.outsideByCall.get(call);
  if (connection !== undefined) return connection;
  const another = findCall(x, call).connections.find(({ outside }) => outside !== undefined);
  if (another !== undefined) return another;
  throw new CrosspointError('unknown-connection', `nobody outside takes part in call ${call}`);
}

function ruleFor(x: Exchange, dialled: string): OutsideRule | undefined {
  const prefix = x.settings.outsidePrefix ?? '0';
  const digits = digitsOf(dialled);
  const bare = digits.startsWith(prefix) ? digits.slice(prefix.length) : digits;
  return x.settings.outside?.find(({ number }) => {
    const wanted = digitsOf(number);
    if (number.endsWith('*')) return digits.startsWith(wanted) || bare.startsWith(wanted);
    return digits === wanted || bare === wanted;
  });
}

function digitsOf(number: string): string {
  return number.replaceAll(/[^0-9+]/g, '');
}
