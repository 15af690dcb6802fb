/** One rule of the driver contract, as the kit tries it. */
interface Rule {
  /** What must be so. */
  readonly title: string;
  /** Where that is written: the contract on `SwitchLink`, or the standard. */
  readonly clause: string;
}

/**
 * Every rule a driver can break. The identifiers are stable: reports, tests and docs/drivers.md use
 * them, and a test holds the table there and this one together.
 */
export const RULES = {
  // Facts.
  'event-before-cause': {
    title: 'A connection is told of before anything happens to it',
    clause: 'contract, Facts; ECMA-269 §6.1.5',
  },
  'event-doubled': {
    title: 'Each event is emitted once',
    clause: 'contract, Facts',
  },
  'event-late': {
    title: 'Events are emitted in the order of the switch',
    clause: 'contract, Facts; ECMA-269 §6.1.5.1',
  },
  'event-after-end': {
    title: 'Nothing happens to a connection or a call that has ended',
    clause: 'contract, Facts; ECMA-269 §6.1.5.1',
  },
  'event-missing': {
    title: 'What the switch does is told',
    clause: 'contract, Facts; ECMA-269 §17.2',
  },
  'event-in-request': {
    title: 'No event is emitted from inside open, request, snapshot or probe',
    clause: 'contract, Facts',
  },
  'event-malformed': {
    title: 'An event has a name of the SPI and names what it is about',
    clause: 'src/spi/switch-event.ts; ECMA-269 §17.2',
  },
  'event-unmonitored': {
    title: 'Only calls of monitored devices are told of',
    clause: 'src/spi/services.ts, monitorStart; ECMA-269 §15.1',
  },
  'connection-never-ends': {
    title: 'Every connection that was told of ends',
    clause: 'contract, Facts; ECMA-269 §17.2, Connection Cleared',
  },
  'cause-missing': {
    title: 'Every call-control event has a cause of the table',
    clause: 'src/spi/cause.ts; ECMA-269 §12.2.15',
  },
  'parties-missing': {
    title: 'An event says who calls, who is called and whom it is about',
    clause: 'src/spi/switch-event.ts; ECMA-269 §17.2',
  },
  'party-mismatch': {
    title: 'The party of an event is the device of its connection',
    clause: 'src/spi/switch-event.ts; ECMA-269 §17.2',
  },
  'correlator-lost': {
    title: 'The correlator of a request comes back in the events of its call',
    clause: 'src/spi/services.ts, correlatorData; ECMA-269 §12.2',
  },
  'received-at': {
    title: 'The time of receipt is one of the clock and never runs backwards',
    clause: 'src/spi/driver.ts, LinkEvents',
  },
  // Transfer and conference.
  'old-connection-used': {
    title: 'After transferred and conferenced only the new connections are used',
    clause: 'contract, Facts; ECMA-269 §17.2, Transferred and Conferenced',
  },
  'mapping-unknown': {
    title: 'A connection list names old connections that existed',
    clause: 'ECMA-269 §12.2.7',
  },
  'mapping-incomplete': {
    title: 'A connection list names every party that goes on',
    clause: 'ECMA-269 §12.2.7',
  },
  'mapping-split': {
    title: 'The new connections of a connection list are of one call',
    clause: 'ECMA-269 §12.2.7',
  },
  // Snapshots.
  'snapshot-state': {
    title: 'A connection has the same state in the snapshot as in the events',
    clause: 'contract, Snapshots; ECMA-269 §16.1',
  },
  'snapshot-ghost': {
    title: 'A snapshot shows no call or connection that has ended',
    clause: 'contract, Snapshots; ECMA-269 §16.1',
  },
  'snapshot-untold': {
    title: 'A snapshot shows no call or connection that was never told of',
    clause: 'contract, Facts and Snapshots; ECMA-269 §16.1',
  },
  'snapshot-lacks': {
    title: 'A snapshot shows every call and connection that was told of and has not ended',
    clause: 'contract, Snapshots; ECMA-269 §16.1',
  },
  'snapshot-stale': {
    title: 'A snapshot contains the effect of every event emitted before it was asked for',
    clause: 'contract, Snapshots',
  },
  // Requests.
  'request-unsettled': {
    title: 'Every request settles: answered, timed out or with the link down',
    clause: 'contract, Requests and Life',
  },
  'request-failed': {
    title: 'A service that is declared and asked for in the right state is done',
    clause: 'contract, Requests',
  },
  'answer-malformed': {
    title: 'An answer has the shape of its service',
    clause: 'src/spi/services.ts',
  },
  'refusal-swallowed': {
    title: 'A request that cannot be done rejects',
    clause: 'contract, Requests',
  },
  'refusal-code': {
    title: 'A refusal is a CrosspointError with the code of the contract',
    clause: 'contract, Requests',
  },
  'refusal-changed-state': {
    title: 'A refused request changes nothing',
    clause: 'contract, Requests',
  },
  'capability-lie': {
    title: 'The capabilities are what the link can do, no more and no less',
    clause: 'contract, Requests; src/spi/services.ts, Capability',
  },
  'capability-changed': {
    title: 'The capabilities do not change once a link is open',
    clause: 'src/spi/driver.ts, SwitchLink',
  },
  'service-effect': {
    title: 'A service that was answered has the effect the standard gives it',
    clause: 'ECMA-269 §17.1',
  },
  // Life of a link.
  'open-failed': {
    title: 'A link to a switch in reach opens',
    clause: 'contract, Life',
  },
  'open-lie': {
    title: 'Open rejects where the switch is out of reach',
    clause: 'contract, Life',
  },
  'loss-hidden': {
    title: 'A lost link says so and does not come back by itself',
    clause: 'contract, Life',
  },
  'down-twice': {
    title: 'down is emitted exactly once',
    clause: 'contract, Life',
  },
  'event-after-down': {
    title: 'Nothing is emitted after down',
    clause: 'contract, Life',
  },
  'event-after-close': {
    title: 'Neither down nor any event is emitted after close was called',
    clause: 'contract, Life',
  },
  'close-unsettled': {
    title: 'close resolves, and more than one call of it does',
    clause: 'contract, Life',
  },
  'timer-left': {
    title: 'When everything is closed no timer is left',
    clause: 'contract, Life',
  },
  'settings-accepted': {
    title: 'Settings that do not fit are refused with invalid-configuration and a pointer',
    clause: 'src/spi/driver.ts, Driver',
  },
  // The run itself.
  'driver-threw': {
    title: 'A driver does not throw where it should answer',
    clause: 'contract',
  },
  'check-overdue': {
    title: 'A check comes to its end in time',
    clause: 'Patience.checkMs',
  },
  'bench-failed': {
    title: 'The bench does what it was asked to',
    clause: 'src/spi/conformance/bench.ts',
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

/** A rule broken: which, how, and where the rule is written. */
export interface Violation {
  readonly rule: RuleId;
  /** Names the fault, the event and the connection. */
  readonly message: string;
  readonly clause: string;
}

export function violation(rule: RuleId, message: string): Violation {
  return { rule, message, clause: RULES[rule].clause };
}

/** Takes note of a rule that was broken. */
export type Report = (rule: RuleId, message: string) => void;
