import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { callOf, type CallControlEvent, type SwitchEvent } from '../../../src/spi/switch-event.ts';
import type { CstaEvent, EventReport } from '../model/event-report.ts';
import { connectionKey, type Endpoint } from '../model/identifiers.ts';
import type { Session } from '../session/session.ts';
import type { LinkCalls } from './calls.ts';
import type { Devices } from './devices.ts';
import { InOrder } from './in-order.ts';
import { MonitorStreams } from './monitor-streams.ts';
import { Orphans } from './orphans.ts';
import { Translation } from './translation.ts';

export interface FactsParts {
  readonly session: Session;
  readonly clock: Clock;
  readonly calls: LinkCalls;
  readonly devices: Devices;
  readonly isMonitored: (device: string) => boolean;
  readonly canSnapshotCall: () => boolean;
  /** The switch gives correlators back, in every event of their calls. */
  readonly hasCorrelators: boolean;
  readonly onEvent: (event: SwitchEvent, receivedAt: number) => void;
  readonly onOddity: (what: CrosspointError) => void;
  /** An event was told of this call. */
  readonly onTouched: (call: string) => void;
}

interface Waiting {
  readonly report: EventReport;
  readonly receivedAt: number;
  /** The caller, where the switch had to be asked for it. */
  caller?: Endpoint;
}

/** What the monitors report, each fact once, in order, and in the words of the SPI. */
export class Facts {
  readonly #parts: FactsParts;
  readonly #streams = new MonitorStreams();
  readonly #translation: Translation;
  readonly #order = new InOrder<Waiting>((waiting) => this.#take(waiting));
  readonly #orphans: Orphans;
  #isClosed = false;

  constructor(parts: FactsParts) {
    this.#parts = parts;
    this.#translation = new Translation(parts.calls, parts.devices.isOwn);
    this.#orphans = new Orphans({ ...parts, onEnded: (call) => this.#tellEnded(call) });
  }

  receive(told: EventReport, receivedAt: number): void {
    const { correlator, ...bare } = told;
    // One that comes back in some events alone would lead astray.
    const report = this.#parts.hasCorrelators && correlator !== undefined ? told : bare;
    const waiting: Waiting = { report, receivedAt };
    const { event } = report;
    this.#order.push(
      waiting,
      this.#lacksCaller(event) ? this.#learnCaller(waiting, event) : undefined,
    );
  }

  /** A snapshot shows that this call has gone. */
  forget(call: string): void {
    this.#streams.forget(call);
  }

  close(): void {
    this.#isClosed = true;
    this.#order.clear();
    this.#orphans.close();
  }

  /**
   * The first word of a call that came to a monitored phone has to say who calls, and not every switch
   * does. Then the switch is asked, and the event waits for the answer.
   */
  #lacksCaller(event: CstaEvent): event is FirstWord {
    if (!isFirstWord(event) || !this.#parts.canSnapshotCall()) return false;
    if (this.#parts.calls.isTold(event.connection.call ?? '')) return false;
    if (event.event === 'failed') return event.callingDevice === undefined;
    if (event.originatingConnection !== undefined) return false;
    // A phone that rings to be lifted for its own call is its own caller.
    return event.callingDevice?.device?.value !== event.subject.device?.value;
  }

  async #learnCaller(waiting: Waiting, { connection }: FirstWord): Promise<void> {
    const { endpoints } = await this.#parts.session.request('snapshotCall', { connection });
    const key = connectionKey(connection);
    const caller = endpoints.find((one) => connectionKey(one.connection) !== key);
    if (caller !== undefined) waiting.caller = caller;
  }

  #take({ report, receivedAt, caller }: Waiting): void {
    if (this.#isClosed) return;
    const translated = this.#translation.translate(withCaller(report, caller));
    if (translated === undefined) {
      this.#takeOther(report.event, receivedAt);
      return;
    }
    const { event } = translated;
    const call = callOf(event);
    if (call === '') this.#odd(`${event.event} names no call`);
    else if (!this.#streams.isNew(call, report.crossRef, keyOf(event))) return;
    else if (this.#parts.calls.take(translated)) this.#tell(event, receivedAt);
    // A late word of a call that is over is no part of the next one of that name.
    else if (this.#parts.calls.get(call) === undefined) this.#streams.forget(call);
  }

  #tell(event: CallControlEvent, receivedAt: number): void {
    const call = callOf(event);
    this.#parts.onTouched(call);
    if (event.event === 'transferred' || event.event === 'conferenced') {
      for (const old of [event.primaryOldCall.call, event.secondaryOldCall?.call ?? call]) {
        this.#parts.onTouched(old);
        if (old !== call) this.#streams.forget(old);
      }
    }
    this.#parts.onEvent(event, receivedAt);
    if (this.#parts.calls.get(call) === undefined) this.#streams.forget(call);
    else this.#orphans.look(call);
  }

  /** What is not about a call, and what of a call cannot be told. */
  #takeOther(event: CstaEvent, receivedAt: number): void {
    const device = this.#parts.devices.take(event);
    if (device !== undefined) this.#parts.onEvent({ event: 'deviceChanged', device }, receivedAt);
    else if (event.event === 'transferred' || event.event === 'conferenced') {
      this.#odd(`${event.event} has no connection list; a snapshot will tell who goes on`);
    }
  }

  #tellEnded(call: string): void {
    if (!this.#parts.calls.forget(call)) return;
    this.#tell({ event: 'callCleared', call, cause: 'normalClearing' }, this.#parts.clock.now());
  }

  #odd(what: string): void {
    this.#parts.onOddity(new CrosspointError('malformed-frame', what));
  }
}

/** Events that may be the first word of a call, told by the phone it came to. */
type FirstWord = Extract<CstaEvent, { event: 'delivered' | 'established' | 'queued' | 'failed' }>;

function isFirstWord(event: CstaEvent): event is FirstWord {
  return FIRST_WORDS.has(event.event);
}

const FIRST_WORDS: ReadonlySet<string> = new Set(['delivered', 'established', 'queued', 'failed']);
const PRESENT: ReadonlySet<string> = new Set(['initiated', 'connected', 'held']);

function withCaller(report: EventReport, caller: Endpoint | undefined): EventReport {
  const { event } = report;
  if (caller === undefined || !isFirstWord(event)) return report;
  const { connection, party, state = 'connected' } = caller;
  const callingDevice = event.callingDevice ?? party ?? { device: connection.device };
  const origin = PRESENT.has(state) ? { originatingConnection: connection } : {};
  return { ...report, event: { ...event, callingDevice, ...origin } };
}

/** What happened, whoever tells it. */
function keyOf(event: CallControlEvent): string {
  switch (event.event) {
    case 'callCleared':
      return event.event;
    case 'transferred':
    case 'conferenced':
      return `${event.event} ${event.primaryOldCall.call} ${event.secondaryOldCall?.call ?? ''}`;
    default:
      return `${event.event} ${event.connection.device}`;
  }
}
