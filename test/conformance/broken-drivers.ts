import type { RuleId } from '../../src/spi/conformance/rules.ts';

/** What the kit must say of a driver that is broken on purpose. */
export interface Expected {
  /** The module in ./broken. */
  readonly name: string;
  /** A check that fails … */
  readonly check: string;
  /** … by this rule … */
  readonly rule: RuleId;
  /** … in words that fit this. */
  readonly words: RegExp;
}

export const BROKEN_DRIVERS: readonly Expected[] = [
  {
    name: 'event-before-cause',
    check: 'inbound-cleared-there',
    rule: 'event-before-cause',
    words: /connectionCleared of 2001 in call \d+ is the first word of this connection/,
  },
  {
    name: 'missing-terminal-event',
    check: 'inbound-cleared-there',
    rule: 'connection-never-ends',
    words: /2001 in call \d+ is gone at the switch, but no event ended it/,
  },
  {
    name: 'doubled-event',
    check: 'inbound-cleared-here',
    rule: 'event-doubled',
    words: /established of 2001 in call \d+ was told again: it was connected already/,
  },
  {
    name: 'ghost-call',
    check: 'caller-abandons',
    rule: 'snapshot-ghost',
    words: /the snapshot shows 2001 in call \d+, alerting; the events said that it ended: a ghost/,
  },
  {
    name: 'lost-response',
    check: 'hold-retrieve',
    rule: 'request-unsettled',
    words: /holdCall has neither resolved nor rejected after \d+ ms/,
  },
  {
    name: 'old-call-after-transfer',
    check: 'transfer',
    rule: 'old-connection-used',
    words: /connectionCleared of 2002 in call \d+: it is 2002 in call \d+ by now/,
  },
  {
    name: 'mapping-invents-connections',
    check: 'transfer',
    rule: 'mapping-unknown',
    words: /lists the old connection T\d in call 4711; no such connection was ever told of/,
  },
  {
    name: 'mapping-loses-party',
    check: 'conference',
    rule: 'mapping-incomplete',
    words: /conferenced of call \d+ loses 2002 in call \d+, which was connected/,
  },
  {
    name: 'old-call-after-conference',
    check: 'conference',
    rule: 'old-connection-used',
    words: /connectionCleared of 2002 in call \d+: it is 2002 in call \d+ by now/,
  },
  {
    name: 'event-after-close',
    check: 'close-silent',
    rule: 'event-after-close',
    words: /delivered of 2001 in call \d+ was emitted after close was called/,
  },
  {
    name: 'down-twice',
    check: 'link-cut',
    rule: 'down-twice',
    words: /down was emitted 2 times/,
  },
  {
    name: 'down-on-close',
    check: 'close-twice',
    rule: 'event-after-close',
    words: /down was emitted after close was called/,
  },
  {
    name: 'reconnects-by-itself',
    check: 'link-cut',
    rule: 'loss-hidden',
    words: /no down within \d+ ms of the cut of the link/,
  },
  {
    name: 'declares-too-much',
    check: 'deflect',
    rule: 'capability-lie',
    words: /deflectCall.* was refused with .*, but deflectCall is in capabilities/,
  },
  {
    name: 'declares-too-little',
    check: 'unsupported-service',
    rule: 'capability-lie',
    words: /setDoNotDisturb was done, though it is not in capabilities/,
  },
  {
    name: 'accepts-unknown-device',
    check: 'unknown-device',
    rule: 'refusal-swallowed',
    words: /monitorStart.*9999.* resolved; it must reject with unknown-device/,
  },
  {
    name: 'refusal-changes-state',
    check: 'wrong-state',
    rule: 'refusal-changed-state',
    words: /holdCall.* was refused, and yet: told: .*connectionCleared of 2001/,
  },
  {
    name: 'swallowed-refusal',
    check: 'wrong-state',
    rule: 'refusal-swallowed',
    words: /retrieveCall.* resolved; it must reject with wrong-state/,
  },
  {
    name: 'wrong-error-code',
    check: 'unknown-call',
    rule: 'refusal-code',
    words: /clearCall.*switch-rejected: the switch said no.*; it must be unknown-call/,
  },
  {
    name: 'plain-error',
    check: 'wrong-state',
    rule: 'refusal-code',
    words: /was refused with Error "invalidObjectState"; it must be wrong-state/,
  },
  {
    name: 'throws-in-request',
    check: 'clear-connection',
    rule: 'driver-threw',
    words: /clearConnection threw TypeError "Cannot read properties of undefined"/,
  },
  {
    name: 'event-in-request',
    check: 'hold-retrieve',
    rule: 'event-in-request',
    words: /held of 2001 in call \d+ was emitted from inside holdCall/,
  },
  {
    name: 'wrong-state-in-snapshot',
    check: 'hold-retrieve',
    rule: 'snapshot-state',
    words: /2001 in call \d+ is in two states at once: held by the events, connected by the snap/,
  },
  {
    name: 'snapshot-lacks-call',
    check: 'caller-abandons',
    rule: 'snapshot-lacks',
    words: /the events say that 2001 in call \d+ is alerting; the snapshot does not show it/,
  },
  {
    name: 'cause-missing',
    check: 'inbound-cleared-here',
    rule: 'cause-missing',
    words: /connectionCleared of 2001 in call \d+ has no cause/,
  },
  {
    name: 'cause-not-in-table',
    check: 'hold-retrieve',
    rule: 'cause-missing',
    words: /held of 2001 in call \d+ has the cause "EV_CAUSE_22", which is not in the table/,
  },
  {
    name: 'parties-missing',
    check: 'inbound-cleared-here',
    rule: 'parties-missing',
    words: /delivered of 2001 in call \d+ says no callingDevice/,
  },
  {
    name: 'unsettled-on-close',
    check: 'close-under-way',
    rule: 'request-unsettled',
    words: /has neither resolved nor rejected after \d+ ms/,
  },
  {
    name: 'close-never-ends',
    check: 'close-twice',
    rule: 'close-unsettled',
    words: /close has neither resolved nor rejected after \d+ ms/,
  },
  {
    name: 'lost-correlator',
    check: 'correlator',
    rule: 'correlator-lost',
    words: /delivered of 2002 in call \d+ carries no correlator; .*"kit-4711"/,
  },
  {
    name: 'answer-before-ringing',
    check: 'internal',
    rule: 'event-missing',
    words: /no delivered alertingDevice 2002 within \d+ ms/,
  },
  {
    name: 'monitors-everything',
    check: 'monitors',
    rule: 'event-unmonitored',
    words: /2001 is not monitored, and yet the call that rang there was told of/,
  },
  {
    name: 'time-runs-back',
    check: 'inbound-cleared-here',
    rule: 'received-at',
    words:
      /connectionCleared of 2001 in call \d+ was received \d+(\.\d+)? ms before the one before it/,
  },
  {
    name: 'opens-anyway',
    check: 'open-unreachable',
    rule: 'open-lie',
    words: /open resolved while the switch was out of reach/,
  },
  {
    name: 'leaves-timer',
    check: 'open',
    rule: 'timer-left',
    words: /1 timers? still wait/,
  },
  {
    name: 'answers-other-call',
    check: 'make-call',
    rule: 'answer-malformed',
    words: /makeCall was answered with 2001 in call pending-\d+; no event tells of that connection/,
  },
  {
    name: 'time-out-as-refusal',
    check: 'lost-response',
    rule: 'refusal-code',
    words:
      /makeCall, its response lost, was refused with .*switch-rejected.*must be switch-timeout/,
  },
  {
    name: 'stale-snapshot',
    check: 'snapshot-in-motion',
    rule: 'snapshot-stale',
    words: /a snapshot shows 200\d in call \d+ as (gone|alerting|connected); by the events told/,
  },
  {
    name: 'swapped-parties',
    check: 'inbound-cleared-here',
    rule: 'party-mismatch',
    words: /delivered of 2001 in call \d+ says alertingDevice T1; its connection is that of 2001/,
  },
  {
    name: 'events-reordered',
    check: 'internal',
    rule: 'event-late',
    words: /serviceInitiated of 2001 in call \d+ came when it was connected already/,
  },
  {
    name: 'capabilities-grow',
    check: 'open',
    rule: 'capability-changed',
    words: /parkCall/,
  },
  {
    name: 'service-without-effect',
    check: 'forwarding',
    rule: 'event-missing',
    words: /setForwarding was done at 2001, but no deviceChanged tells of it/,
  },
  {
    name: 'accepts-any-settings',
    check: 'settings',
    rule: 'settings-accepted',
    words: /createConnector took 42/,
  },
  {
    name: 'declares-no-properties',
    check: 'caller-told',
    rule: 'capability-lie',
    words: /callingName is not in capabilities, but delivered says .*"Ada Lovelace"/,
  },
  {
    name: 'talks-after-down',
    check: 'reopened',
    rule: 'event-after-down',
    words: /delivered of 2002 in call \d+ was emitted after down/,
  },
  {
    name: 'refuses-hold',
    check: 'hold-retrieve',
    rule: 'request-failed',
    words: /holdCall.* was refused with .*switch-rejected: no such command/,
  },
  {
    name: 'reconnects-for-alternate',
    check: 'alternate',
    rule: 'service-effect',
    words: /after alternateCall, 2001 in call \d+ is gone, not held/,
  },
];
