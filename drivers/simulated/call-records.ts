import type { Clock } from '../../src/base/clock.ts';
import type { CallRecord, CallRecordDirection } from '../../src/spi/call-record.ts';
import type { CallControlEvent } from '../../src/spi/switch-event.ts';
import type { Call, Connection } from './model/call.ts';
import type { ExchangeListener } from './model/exchange.ts';

/** What has been noted of a call while it lasted. */
interface Notes {
  readonly startedAt: number;
  /** Somebody was dialled; a phone that was only off hook called nobody. */
  isDialled: boolean;
  rungAt: number | undefined;
  answeredAt: number | undefined;
  /** The line to outside. */
  trunk: string | undefined;
  /** The extension, group or queue that rang last, or that answered. */
  reached: string | undefined;
}

/** Printed for a call that one of its parties handed on; the rest of it has a record of its own. */
const TRANSFERRED = 'TR';

/**
 * The call-record printer of the simulated switch: one record for each call that ends, answered or not,
 * and one for each of the two that a transfer or conference makes into one.
 */
export class CallRecords implements ExchangeListener {
  readonly #clock: Clock;
  readonly #print: (record: CallRecord) => void;
  readonly #notes = new Map<Call, Notes>();

  constructor(clock: Clock, print: (record: CallRecord) => void) {
    this.#clock = clock;
    this.#print = print;
  }

  onCallEvent(event: CallControlEvent, call: Call, about: readonly Connection[]): void {
    const notes = this.#notesOf(call);
    for (const { device } of about) if (device.role.is === 'line') notes.trunk = device.id;
    this.#note(notes, event, call);
    if (event.event === 'callCleared') this.#finish(call);
  }

  onDeviceChanged(): void {
    // Records tell of calls alone.
  }

  onCallForgotten(call: Call): void {
    // A call that was cleared has been printed already; this one went into another.
    this.#finish(call, TRANSFERRED);
  }

  #note(notes: Notes, event: CallControlEvent, call: Call): void {
    const now = this.#clock.now();
    switch (event.event) {
      case 'delivered':
      case 'queued':
        notes.isDialled = true;
        notes.rungAt ??= now;
        this.#noteReached(notes, event.connection.device);
        break;
      case 'established':
        notes.isDialled = true;
        notes.answeredAt ??= now;
        this.#noteReached(notes, event.connection.device);
        break;
      case 'transferred':
      case 'conferenced':
        notes.isDialled = true;
        // Whoever is added may still be ringing; everybody else has been talking.
        if (call.connections.some(({ state }) => state === 'alerting')) notes.rungAt ??= now;
        else notes.answeredAt ??= now;
        this.#noteReached(notes, event.addedDevice.device);
        break;
      case 'originated':
      case 'networkReached':
      case 'failed':
        notes.isDialled = true;
        break;
      default:
        break;
    }
  }

  #noteReached(notes: Notes, device: string | undefined): void {
    if (device !== undefined && device !== notes.trunk) notes.reached = device;
  }

  #notesOf(call: Call): Notes {
    const known = this.#notes.get(call);
    if (known !== undefined) return known;
    const notes: Notes = {
      startedAt: this.#clock.now(),
      isDialled: false,
      rungAt: undefined,
      answeredAt: undefined,
      trunk: undefined,
      reached: undefined,
    };
    this.#notes.set(call, notes);
    return notes;
  }

  #finish(call: Call, conditionCode?: string): void {
    const notes = this.#notes.get(call);
    this.#notes.delete(call);
    if (notes?.isDialled !== true) return;
    const facts = factsOf(call, notes, this.#clock.now());
    const told = conditionCode === undefined ? facts : { ...facts, conditionCode };
    this.#print({ ...told, raw: inOneLine(told) });
  }
}

type Facts = Omit<CallRecord, 'raw'>;

function factsOf(call: Call, notes: Notes, now: number): Facts {
  const { startedAt, rungAt, answeredAt, trunk, reached } = notes;
  const direction = directionOf(call, trunk);
  const device = direction === 'in' ? reached : call.calling.device;
  const other = direction === 'in' ? call.calling : call.called;
  return {
    startedAt: isoTime(startedAt),
    endedAt: isoTime(now),
    ...(device === undefined ? {} : { device }),
    ...(trunk === undefined ? {} : { trunk }),
    direction,
    ...(other.number === undefined ? {} : { number: other.number }),
    ...(other.name === undefined ? {} : { name: other.name }),
    ...(direction === 'in' && call.called.number !== undefined
      ? { calledNumber: call.called.number }
      : {}),
    ...(rungAt === undefined ? {} : { ringMs: Math.round((answeredAt ?? now) - rungAt) }),
    durationMs: answeredAt === undefined ? 0 : Math.round(now - answeredAt),
  };
}

function directionOf(call: Call, trunk: string | undefined): CallRecordDirection {
  if (trunk === undefined) return 'internal';
  return call.calling.device === trunk ? 'in' : 'out';
}

/** The line as this switch prints it: its facts, separated by commas. */
function inOneLine(facts: Facts): string {
  const { startedAt, endedAt, device, trunk, direction, number, ringMs, durationMs } = facts;
  const cells = [startedAt, endedAt, device, trunk, direction, number, ringMs, durationMs];
  return [...cells, facts.conditionCode].map((cell) => String(cell ?? '')).join(',');
}

function isoTime(time: number): string {
  return new Date(Math.floor(time)).toISOString();
}
