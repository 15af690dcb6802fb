import { nextConnectionState, type ConnectionInput } from '../connection-state.ts';
import type { ConnectionId, ConnectionState } from '../connection.ts';
import type { SwitchSnapshot } from '../driver.ts';
import type { CallControlEvent } from '../switch-event.ts';
import { isLive, type ConnectionRecord } from './connection-record.ts';
import { joinCalls, type JoinEvent } from './joined-calls.ts';
import type { Report } from './rules.ts';
import { named, told } from './words.ts';

type ConnectionEvent = Exclude<CallControlEvent, JoinEvent | { event: 'callCleared' }>;

/** Events that can be the first word of a connection. */
const FIRST_WORDS: ReadonlySet<string> = new Set([
  'serviceInitiated',
  'originated',
  'networkReached',
  'delivered',
  'queued',
  'failed',
  'established',
]);

/** Where a phone is connected without having rung: it fetched the call or was put into it. */
const WITHOUT_RINGING: ReadonlySet<string> = new Set([
  'callPickup',
  'park',
  'recall',
  'activeParticipation',
  'silentParticipation',
  'singleStepConference',
  'singleStepTransfer',
]);

/**
 * The calls of one link as its events tell them, and nothing else: the measure that events, snapshots
 * and answers are held against. Stricter than the server's own model, which forgives.
 */
export class CallModel {
  readonly #records = new Map<string, ConnectionRecord>();
  /** Calls that a `callCleared` has ended, until they are used again. */
  readonly #clearedCalls = new Set<string>();
  readonly #report: Report;
  #lastJoin = '';

  constructor(report: Report) {
    this.#report = report;
  }

  apply(event: CallControlEvent): void {
    switch (event.event) {
      case 'callCleared':
        this.#clearCall(event);
        break;
      case 'transferred':
      case 'conferenced':
        this.#join(event);
        break;
      default:
        this.#applyToConnection(event);
    }
  }

  /** Takes over what a snapshot shows, as the server does when a link has been opened. */
  adopt(snapshot: SwitchSnapshot): void {
    for (const { connections } of snapshot.calls) {
      for (const { connection, state } of connections) {
        if (state !== 'null') this.set(connection, state, '');
      }
    }
  }

  find(id: ConnectionId): ConnectionRecord | undefined {
    return this.#records.get(keyOf(id));
  }

  /** Every connection that has not ended. */
  live(): ConnectionRecord[] {
    return [...this.#records.values()].filter(isLive);
  }

  liveOf(call: string): ConnectionRecord[] {
    return this.live().filter(({ id }) => id.call === call);
  }

  /** Every connection that was told of in a call, ended or not. */
  everIn(call: string): ConnectionRecord[] {
    return [...this.#records.values()].filter(({ id }) => id.call === call);
  }

  set(id: ConnectionId, state: ConnectionState | undefined, last: string): ConnectionRecord {
    const record: ConnectionRecord = { id, state, last };
    this.#records.set(keyOf(id), record);
    this.#clearedCalls.delete(id.call);
    return record;
  }

  /** Drops calls that are out of sight because nobody in them is monitored any more. */
  forget(isOutOfSight: (call: readonly ConnectionRecord[]) => boolean): void {
    for (const call of new Set(this.live().map(({ id }) => id.call))) {
      const records = this.liveOf(call);
      if (!isOutOfSight(records)) continue;
      for (const { id } of this.everIn(call)) this.#records.delete(keyOf(id));
    }
  }

  #applyToConnection(event: ConnectionEvent): void {
    const text = JSON.stringify(event);
    if ('originatingConnection' in event && event.originatingConnection !== undefined) {
      const caller = event.originatingConnection;
      if (this.find(caller) === undefined) this.set(caller, 'connected', text);
    }
    const record = this.find(event.connection);
    if (record === undefined || !isLive(record)) {
      this.#begin(event, record, text);
    } else if (event.event !== 'digits') {
      this.#continue(event, record, text);
    }
  }

  /** An event about a connection that is not there: its first word, or a fault. */
  #begin(event: ConnectionEvent, ended: ConnectionRecord | undefined, text: string): void {
    const isInUse = this.liveOf(event.connection.call).length > 0;
    if (FIRST_WORDS.has(event.event) && this.#canBegin(event, ended, isInUse)) {
      const input = event.event as ConnectionInput;
      this.set(event.connection, nextConnectionState('null', input).to, text);
    } else if (ended?.last === text) {
      this.#report('event-doubled', `${told(event)} was emitted twice`);
    } else if (ended?.replacedBy !== undefined) {
      this.#report('old-connection-used', `${told(event)}: it is ${ended.replacedBy} by now`);
    } else if (ended !== undefined || this.#clearedCalls.has(event.connection.call)) {
      this.#report('event-after-end', `${told(event)}, which had ended before`);
    } else {
      this.#report(
        'event-before-cause',
        `${told(event)} is the first word of this connection; ` +
          `no event had told of ${named(event.connection)}`,
      );
    }
  }

  #canBegin(
    event: ConnectionEvent,
    ended: ConnectionRecord | undefined,
    isInUse: boolean,
  ): boolean {
    // A call identifier may be used again once its call has ended, and a device may be rung again.
    if (ended === undefined) return true;
    if (ended.last === JSON.stringify(event)) return false;
    if (ended.replacedBy !== undefined && !isInUse) return event.event !== 'established';
    return event.event !== 'established' || WITHOUT_RINGING.has(event.cause);
  }

  #continue(
    event: Exclude<ConnectionEvent, { event: 'digits' }>,
    record: ConnectionRecord,
    text: string,
  ): void {
    const input = event.event === 'diverted' ? 'cleared' : inputOf(event.event);
    const from = record.state ?? 'initiated';
    const next = nextConnectionState(from, input);
    if (next.to !== undefined) {
      record.state = next.to;
      record.last = text;
    } else if (record.last === text || next.ignored === 'already-there') {
      this.#report('event-doubled', `${told(event)} was told again: it was ${from} already`);
    } else {
      this.#report('event-late', `${told(event)} came when it was ${from} already`);
    }
  }

  #clearCall(event: Extract<CallControlEvent, { event: 'callCleared' }>): void {
    if (this.#clearedCalls.has(event.call)) {
      this.#report('event-doubled', `${told(event)} was emitted twice`);
      return;
    }
    if (this.everIn(event.call).length === 0) {
      this.#report('event-before-cause', `${told(event)}, which no event had told of`);
      return;
    }
    for (const record of this.liveOf(event.call)) {
      record.state = 'null';
      record.last = '';
    }
    this.#clearedCalls.add(event.call);
  }

  #join(event: JoinEvent): void {
    const text = JSON.stringify(event);
    if (text === this.#lastJoin && this.find(event.primaryOldCall)?.replacedBy !== undefined) {
      this.#report('event-doubled', `${told(event)} was emitted twice`);
      return;
    }
    this.#lastJoin = text;
    joinCalls(this, event, this.#report);
  }
}

function inputOf(event: Exclude<ConnectionEvent['event'], 'digits' | 'diverted'>): ConnectionInput {
  return event === 'connectionCleared' ? 'cleared' : event;
}

function keyOf(id: ConnectionId): string {
  return `${id.call}\u0000${id.device}`;
}
