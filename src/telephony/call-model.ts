import type { EndCause } from '../../schemas/generated/types.ts';
import type { EventDraft } from '../journal/event.ts';
import type { ConnectionInput } from '../spi/connection-state.ts';
import { nextConnectionState } from '../spi/connection-state.ts';
import type { ConnectionId } from '../spi/connection.ts';
import { staticDevice } from '../spi/connection.ts';
import type { DeviceKind, Party } from '../spi/device.ts';
import type { CallControlEvent } from '../spi/switch-event.ts';
import { callOf } from '../spi/switch-event.ts';
import type { CallRecord, ConnectionRecord } from './call-record.ts';
import { deviceId, findConnection, isoTime, viewCall } from './call-record.ts';
import type { CallTable } from './call-table.ts';
import { joinCalls } from './joined-calls.ts';
import * as facts from './facts.ts';
import type { Applied } from './facts.ts';

export interface CallModelOptions {
  readonly switchId: string;
  readonly table: CallTable;
  readonly now: () => number;
  readonly kindOf: (device: string) => DeviceKind | undefined;
  /** The switch gives the correlator of a request back in the events of its call. */
  readonly hasCorrelators: () => boolean;
}

type OneConnectionEvent = Exclude<
  CallControlEvent,
  { event: 'transferred' | 'conferenced' | 'callCleared' | 'digits' }
>;

const NOTHING: Applied = { drafts: [], call: undefined, isIgnored: true };

/**
 * The live calls of one switch and what its events do to them (ECMA-269 §6.1.5, §17.2). Tolerant of
 * events that are missing, told twice or late: what does not fit is ignored and said to be so, and a
 * snapshot puts right what was wrong.
 */
export class CallModel {
  readonly #options: CallModelOptions;
  readonly #table: CallTable;

  constructor(options: CallModelOptions) {
    this.#options = options;
    this.#table = options.table;
  }

  /** `isForced`: a snapshot says so, whatever the state before. */
  apply(event: CallControlEvent, isForced = false): Applied {
    switch (event.event) {
      case 'transferred':
      case 'conferenced':
        return joinCalls(this.#table, event, this.#options.now());
      case 'callCleared':
        return this.#clearCall(event);
      case 'digits':
        return this.#digits(event);
      default:
        return this.#change(event, isForced);
    }
  }

  #change(event: OneConnectionEvent, isForced: boolean): Applied {
    const call = this.#callFor(event);
    if (call === undefined) return NOTHING;
    const input = inputOf(event);
    const known = findConnection(call, event.connection.device);
    const isBack = known === undefined && call.departed.has(event.connection.device);
    if (isBack && !isForced && !mayReturn(event)) {
      return { drafts: [], call, isIgnored: true };
    }
    const transition = nextConnectionState(known?.state ?? 'null', input);
    const to = isForced ? forcedState(input) : transition.to;
    if (to === undefined) {
      this.#dropIfEmpty(call);
      return { drafts: [], call, isIgnored: true };
    }
    call.lastEventAt = this.#options.now();
    const connection =
      known ?? this.#table.addConnection(call, event.connection.device, facts.partyOf(event));
    this.#learn(call, connection, event);
    if (to === 'null') return this.#clearConnection(call, connection, event);
    connection.state = to;
    return { drafts: [facts.draft(call, event)], call, isIgnored: false };
  }

  /** The record of the event's call; a new one where the event may be the first of a call. */
  #callFor(event: OneConnectionEvent): CallRecord | undefined {
    const { call: switchCall, device } = event.connection;
    const known = this.#table.bySwitchCall(switchCall);
    if (known !== undefined) return known;
    if (this.#table.hasEnded(switchCall)) return undefined;
    const { event: name } = event;
    if (name === 'connectionCleared' || name === 'diverted' || name === 'retrieved') {
      return undefined;
    }
    const call = this.#table.create(switchCall, {
      correlator: event.correlator,
      device: this.#options.hasCorrelators() ? undefined : staticDevice(device),
    });
    return call;
  }

  #learn(call: CallRecord, connection: ConnectionRecord, event: OneConnectionEvent): void {
    const party = facts.partyOf(event);
    connection.number ??= party.number;
    connection.name ??= party.name;
    if ('callingDevice' in event) {
      call.calling = more(call.calling, event.callingDevice);
      call.called = more(call.called, event.calledDevice);
    } else if (event.event === 'serviceInitiated') {
      call.calling = more(call.calling, event.initiatingDevice);
    }
    if ('originatingConnection' in event && event.originatingConnection !== undefined) {
      this.#meetOriginator(call, event.originatingConnection, event.callingDevice);
    }
    if (event.event === 'networkReached') call.direction = 'outbound';
    else if (call.direction === 'internal' && this.#comesFromOutside(call))
      call.direction = 'inbound';
    if (event.event === 'established') this.#noteAnswer(call, event.connection);
    if (event.event === 'failed') call.end = this.#endCause(call, event);
  }

  #meetOriginator(call: CallRecord, id: ConnectionId, party: Party): void {
    if (id.call !== call.switchCall || findConnection(call, id.device) !== undefined) return;
    if (call.departed.has(id.device)) return;
    this.#table.addConnection(call, id.device, party).state = 'connected';
  }

  #comesFromOutside(call: CallRecord): boolean {
    const { device } = call.calling;
    if (device === undefined) return call.calling.number !== undefined;
    const kind = this.#options.kindOf(staticDevice(device));
    return kind === 'trunk' || kind === undefined;
  }

  #noteAnswer(call: CallRecord, connection: ConnectionId): void {
    call.end = undefined;
    if (call.answeredAt !== undefined) return;
    call.answeredAt = isoTime(this.#options.now());
    call.answeredBy = deviceId(call.switchId, connection.device);
  }

  #clearConnection(
    call: CallRecord,
    connection: ConnectionRecord,
    event: OneConnectionEvent,
  ): Applied {
    this.#table.removeConnection(call, connection);
    // With one left the call is over for the one who stays: this is the end that matters.
    if (call.connections.length <= 1 && event.event !== 'diverted') {
      call.end = completed(call.end, this.#endCause(call, event));
    }
    const drafts: EventDraft[] = [facts.draft(call, event)];
    if (call.connections.length === 0 && event.event !== 'diverted') {
      drafts.push(this.#end(call, this.#endCause(call, event)));
    }
    return { drafts, call, isIgnored: false };
  }

  #clearCall(event: Extract<CallControlEvent, { event: 'callCleared' }>): Applied {
    const call = this.#table.bySwitchCall(event.call);
    if (call === undefined) return NOTHING;
    call.lastEventAt = this.#options.now();
    const drafts: EventDraft[] = [];
    for (const connection of [...call.connections]) {
      this.#table.removeConnection(call, connection);
      drafts.push(facts.cleared(call, connection.device, event));
    }
    drafts.push(this.#end(call, this.#endCause(call, event)));
    return { drafts, call, isIgnored: false };
  }

  #digits(event: Extract<CallControlEvent, { event: 'digits' }>): Applied {
    const call = this.#table.bySwitchCall(event.connection.call);
    if (call === undefined) return NOTHING;
    call.lastEventAt = this.#options.now();
    const draft: EventDraft = {
      type: 'call.digits',
      subject: call.id,
      data: {
        call: viewCall(call),
        cause: event.cause,
        device: deviceId(call.switchId, event.connection.device),
        digits: event.digits,
      },
    };
    return { drafts: [draft], call, isIgnored: false };
  }

  #dropIfEmpty(call: CallRecord): void {
    if (call.connections.length === 0 && call.departed.size === 0) this.#table.remove(call);
  }

  #end(call: CallRecord, fallback: EndCause): EventDraft {
    this.#table.remove(call);
    return facts.ended(call, completed(call.end, fallback), this.#options.now());
  }

  #endCause(call: CallRecord, event: CallControlEvent): EndCause {
    const device = event.event === 'connectionCleared' ? event.releasingDevice.device : undefined;
    const by = device ?? ('connection' in event ? event.connection.device : callOf(event));
    const cause: EndCause = {
      code: event.cause,
      raw: event.rawCause ?? event.cause,
      by: event.event === 'callCleared' ? call.switchId : deviceId(call.switchId, by),
    };
    if ('q850' in event && event.q850 !== undefined) cause.q850 = event.q850;
    if ('sip' in event && event.sip !== undefined) cause.sip = event.sip;
    return cause;
  }
}

/** The first cause of an end stands; the network may tell its own number for it later. */
function completed(known: EndCause | undefined, told: EndCause): EndCause {
  if (known === undefined || known.code !== told.code) return known ?? told;
  return { ...told, ...known, raw: known.raw === known.code ? told.raw : known.raw };
}

function inputOf(event: OneConnectionEvent): ConnectionInput {
  return event.event === 'connectionCleared' || event.event === 'diverted'
    ? 'cleared'
    : event.event;
}

/** A device that left can be called again or fetch the call back; nothing else can follow its end. */
function mayReturn({ event, cause }: OneConnectionEvent): boolean {
  if (event === 'established') return cause === 'callPickup';
  return event === 'delivered' || event === 'queued' || event === 'serviceInitiated';
}

function forcedState(input: ConnectionInput): ConnectionRecord['state'] {
  switch (input) {
    case 'serviceInitiated':
      return 'initiated';
    case 'delivered':
      return 'alerting';
    case 'held':
    case 'queued':
    case 'failed':
      return input;
    case 'cleared':
      return 'null';
    default:
      return 'connected';
  }
}

/** What is known, completed by what is told; the first word of a party stands. */
function more(known: Party, told: Party): Party {
  if (known.device !== undefined && known.number !== undefined && known.name !== undefined) {
    return known;
  }
  return {
    device: known.device ?? told.device,
    number: known.number ?? told.number,
    name: known.name ?? told.name,
  };
}
