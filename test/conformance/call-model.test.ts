import { describe, expect, it } from 'vitest';
import { CallModel } from '../../src/spi/conformance/call-model.ts';
import { violation, type Violation } from '../../src/spi/conformance/rules.ts';
import { compareSnapshot } from '../../src/spi/conformance/snapshot-comparison.ts';
import type { ConnectionState } from '../../src/spi/connection.ts';
import type { SwitchSnapshot } from '../../src/spi/driver.ts';
import type { CallControlEvent } from '../../src/spi/switch-event.ts';
import {
  at,
  callCleared,
  cleared,
  delivered,
  established,
  held,
  joined,
  networkReached,
  retrieved,
} from './facts.ts';

/** The events of a consultation: T1 and 2001 in call 7, held; 2001 and 2002 in call 8. */
const CONSULTATION = [
  delivered('2001@7', 'T1@7'),
  established('2001@7'),
  held('2001@7'),
  delivered('2002@8', '2001@8'),
  established('2002@8'),
];

const TRANSFER = joined('transferred', '2001@8', '2001@7', 'T1@7>T1@8', '2002@8>2002@8');
const CONFERENCE = joined(
  'conferenced',
  '2001@7',
  '2001@8',
  'T1@7>T1@7',
  '2001@7>2001@7',
  '2002@8>2002@7',
);

describe('the observer finds nothing wrong with', () => {
  it.each<[string, CallControlEvent[]]>([
    [
      'a call from outside',
      [...ringing(), established('2001@7'), cleared('2001@7'), cleared('T1@7')],
    ],
    ['a call that callCleared ends', [...ringing(), callCleared('7')]],
    [
      'callCleared after the last connection',
      [...ringing(), cleared('2001@7'), cleared('T1@7'), callCleared('7')],
    ],
    ['a call identifier that is used again', [...ringing(), callCleared('7'), ...ringing()]],
    [
      'a phone that rings again after a deflection',
      [...ringing(), cleared('2001@7'), delivered('2001@7')],
    ],
    [
      'an outgoing call that rings at a trunk',
      [networkReached('T1@7'), delivered('T1@7'), established('T1@7')],
    ],
    ['an outgoing call that is answered at once', [networkReached('T1@7'), established('T1@7')]],
    [
      'a consultation and its transfer',
      [...CONSULTATION, TRANSFER, cleared('T1@8'), cleared('2002@8')],
    ],
    [
      'a conference and one who leaves',
      [...CONSULTATION, CONFERENCE, cleared('2002@7'), held('2001@7')],
    ],
    [
      'hold and retrieve',
      [...ringing(), established('2001@7'), held('2001@7'), retrieved('2001@7')],
    ],
  ])('%s', (_, events) => {
    expect(observe(events)).toEqual([]);
  });
});

describe('the observer names', () => {
  it.each<[string, CallControlEvent[], string, string]>([
    [
      'a clearing without a call',
      [cleared('2001@7')],
      'event-before-cause',
      'connectionCleared of 2001 in call 7 is the first word',
    ],
    [
      'a retrieve without a call',
      [retrieved('2001@7')],
      'event-before-cause',
      'retrieved of 2001 in call 7',
    ],
    ['a hold without a call', [held('2001@7')], 'event-before-cause', 'held of 2001 in call 7'],
    [
      'a callCleared without a call',
      [callCleared('7')],
      'event-before-cause',
      'callCleared of call 7',
    ],
    [
      'a doubled ringing',
      [...ringing(), ...ringing()],
      'event-doubled',
      'delivered of 2001 in call 7',
    ],
    [
      'a doubled clearing',
      [...ringing(), cleared('2001@7'), cleared('2001@7')],
      'event-doubled',
      'connectionCleared of 2001 in call 7 was emitted twice',
    ],
    [
      'a doubled end',
      [...ringing(), callCleared('7'), callCleared('7')],
      'event-doubled',
      'callCleared of call 7 was emitted twice',
    ],
    ['a doubled transfer', [...CONSULTATION, TRANSFER, TRANSFER], 'event-doubled', 'transferred'],
    [
      'a ringing after the answer',
      [established('2001@7'), delivered('2001@7')],
      'event-late',
      'delivered of 2001 in call 7 came when it was connected',
    ],
    [
      'a hold after the end',
      [...ringing(), cleared('2001@7'), held('2001@7')],
      'event-after-end',
      'held of 2001 in call 7, which had ended',
    ],
    [
      'a hold after the end of the call',
      [...ringing(), callCleared('7'), held('2003@7')],
      'event-after-end',
      'held of 2003 in call 7',
    ],
    [
      'an old call after a transfer',
      [...CONSULTATION, TRANSFER, cleared('T1@7')],
      'old-connection-used',
      'connectionCleared of T1 in call 7: it is T1 in call 8 by now',
    ],
    [
      'an old call after a conference',
      [...CONSULTATION, CONFERENCE, cleared('2002@8')],
      'old-connection-used',
      '2002 in call 8: it is 2002 in call 7 by now',
    ],
    [
      'a party that a transfer loses',
      [...CONSULTATION, joined('transferred', '2001@8', '2001@7', '2002@8>2002@8')],
      'mapping-incomplete',
      'loses T1 in call 7',
    ],
    [
      'a party that a conference loses',
      [...CONSULTATION, joined('conferenced', '2001@7', '2001@8', 'T1@7>T1@7', '2002@8>2002@7')],
      'mapping-incomplete',
      'loses 2001 in call 7',
    ],
    [
      'an empty connection list',
      [...CONSULTATION, joined('transferred', '2001@8', '2001@7')],
      'mapping-incomplete',
      'empty connection list',
    ],
    [
      'an old connection that never was',
      [
        ...CONSULTATION,
        joined('transferred', '2001@8', '2001@7', 'T9@9>T1@8', 'T1@7>T1@8', '2002@8>2002@8'),
      ],
      'mapping-unknown',
      'T9 in call 9',
    ],
    [
      'an old call that never was',
      [...CONSULTATION, joined('transferred', '2001@8', '2001@9', 'T1@7>T1@8', '2002@8>2002@8')],
      'mapping-unknown',
      'secondaryOldCall 2001 in call 9',
    ],
    [
      'two new calls',
      [...CONSULTATION, joined('transferred', '2001@8', '2001@7', 'T1@7>T1@8', '2002@8>2002@9')],
      'mapping-split',
      '8 and 9',
    ],
  ])('%s', (_, events, rule, words) => {
    const [first] = observe(events).filter((one) => one.rule === rule);
    expect(first?.message).toContain(words);
    expect(first?.clause).not.toBe('');
  });
});

describe('a snapshot is held against the events:', () => {
  it('one that says the same is right', () => {
    expect(compare(ringing(), { '2001@7': 'alerting', 'T1@7': 'connected' })).toEqual([]);
  });

  it('a call that reached the network is on its way, until ringing or an answer is told', () => {
    const rules = (state: ConnectionState) =>
      compare([networkReached('T1@7')], { 'T1@7': state }).map(({ rule }) => rule);
    expect(rules('initiated')).toEqual([]);
    expect(rules('connected')).toEqual(['snapshot-state']);
  });

  it('a connection in two states at once', () => {
    const found = compare(ringing(), { '2001@7': 'held', 'T1@7': 'connected' });
    expect(found[0]?.rule).toBe('snapshot-state');
    expect(found[0]?.message).toContain('alerting by the events, held by the snapshot');
  });

  it('a ghost', () => {
    const found = compare([...ringing(), callCleared('7')], { '2001@7': 'alerting' });
    expect(found[0]?.rule).toBe('snapshot-ghost');
    expect(found[0]?.message).toContain('2001 in call 7');
  });

  it('a call that was never told of', () => {
    expect(compare([], { '2001@7': 'alerting' })[0]?.rule).toBe('snapshot-untold');
  });

  it('a call that is not shown', () => {
    expect(compare(ringing(), {}).map(({ rule }) => rule)).toEqual([
      'snapshot-lacks',
      'snapshot-lacks',
    ]);
  });

  it('calls in which nobody is watched are passed over', () => {
    expect(compare([], { '3001@7': 'alerting' })).toEqual([]);
  });
});

function ringing(): CallControlEvent[] {
  return [delivered('2001@7', 'T1@7')];
}

function observe(events: readonly CallControlEvent[]): Violation[] {
  const found: Violation[] = [];
  const model = new CallModel((rule, message) => found.push(violation(rule, message)));
  for (const event of events) model.apply(event);
  return found;
}

function compare(
  events: readonly CallControlEvent[],
  shown: Readonly<Record<string, ConnectionState>>,
): Violation[] {
  const found: Violation[] = [];
  const report = (rule: Violation['rule'], message: string) => {
    found.push(violation(rule, message));
  };
  const model = new CallModel(report);
  for (const event of events) model.apply(event);
  compareSnapshot(model, snapshotOf(shown), (device) => device.startsWith('20'), report);
  return found;
}

function snapshotOf(shown: Readonly<Record<string, ConnectionState>>): SwitchSnapshot {
  const calls = Object.entries(shown).map(([text, state]) => {
    const connection = at(text);
    const party = { device: connection.device };
    return { call: connection.call, connections: [{ connection, state, party }] };
  });
  return { devices: [], calls };
}
