import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { Line, LineEvents } from '../session/line.ts';

interface Parcel {
  readonly octets: Uint8Array;
  readonly invokeId: number | undefined;
}

/**
 * One end of a wire in memory. What goes wrong on it is told to the end that sends: `delay`, `lose` and
 * `double` hit the next PDUs that this end sends, `cut` both ends. PDUs arrive in order, each after the
 * latency, and not before the receiving end has been opened.
 */
export class MemoryLine implements Line {
  readonly events = new TypedEmitter<LineEvents>();
  /** Every PDU this end was given to send, lost ones included. */
  readonly sent: Uint8Array[] = [];
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #timers = new Set<Timer>();
  readonly #early: Parcel[] = [];
  #other: MemoryLine | undefined;
  #state: 'new' | 'open' | 'gone' = 'new';
  #lastDueAt = Number.NEGATIVE_INFINITY;
  #delayMs = 0;
  #delays = 0;
  #losses = 0;
  #doubles = 0;

  constructor(clock: Clock, latencyMs: number) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  get isGone(): boolean {
    return this.#state === 'gone';
  }

  join(other: MemoryLine): void {
    this.#other = other;
  }

  open(): Promise<void> {
    if (this.#state !== 'new') return Promise.reject(linkDown('the line cannot be opened again'));
    this.#state = 'open';
    const early = this.#early.splice(0);
    if (early.length > 0) this.#later(() => early.forEach((one) => this.#take(one)), 0);
    return Promise.resolve();
  }

  send(pdu: Uint8Array, invokeId?: number): void {
    if (this.#state !== 'open') throw linkDown('the line is not open');
    this.sent.push(pdu);
    if (this.#losses > 0) {
      this.#losses -= 1;
      return;
    }
    let delayMs = 0;
    if (this.#delays > 0) {
      this.#delays -= 1;
      delayMs = this.#delayMs;
    }
    const times = this.#doubles > 0 ? 2 : 1;
    if (this.#doubles > 0) this.#doubles -= 1;
    for (let time = 0; time < times; time += 1) {
      this.#deliver(() => this.#other?.receive({ octets: pdu, invokeId }), delayMs);
    }
  }

  /** The next `count` PDUs from this end, and so whatever is sent behind them, come later. */
  delay(delayMs: number, count = 1): void {
    this.#delayMs = delayMs;
    this.#delays = count;
  }

  /** The next `count` PDUs from this end are lost; `Infinity` is a peer that has frozen. */
  lose(count = 1): void {
    this.#losses = count;
  }

  /** The next `count` PDUs from this end arrive twice. */
  double(count = 1): void {
    this.#doubles = count;
  }

  /** The wire breaks: both ends hear of it, and what is under way is lost. */
  cut(): void {
    this.breakOff(linkDown('the wire was cut'));
    this.#other?.breakOff(linkDown('the wire was cut'));
  }

  /** The other end hears of it behind what was sent before. */
  close(): Promise<void> {
    if (this.#state !== 'gone') {
      this.#state = 'gone';
      const other = this.#other;
      this.#deliver(() => other?.breakOff(linkDown('the other side closed the line')), 0);
    }
    return Promise.resolve();
  }

  receive(parcel: Parcel): void {
    if (this.#state === 'new') this.#early.push(parcel);
    else this.#take(parcel);
  }

  #take({ octets, invokeId }: Parcel): void {
    if (this.#state === 'open') this.events.emit('pdu', octets, this.#clock.now(), invokeId);
  }

  /** This end alone hears that the line is lost. */
  breakOff(reason: CrosspointError): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    for (const timer of this.#timers) this.#clock.clear(timer);
    this.#timers.clear();
    this.#later(() => this.events.emit('down', reason), 0);
  }

  #deliver(action: () => void, delayMs: number): void {
    this.#lastDueAt = Math.max(this.#lastDueAt, this.#clock.now() + this.#latencyMs + delayMs);
    this.#later(action, this.#lastDueAt - this.#clock.now());
  }

  #later(action: () => void, delayMs: number): void {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}

/** Two ends of one wire. */
export function memoryLines(
  clock: Clock,
  latencyMs = 1,
): { readonly client: MemoryLine; readonly pbx: MemoryLine } {
  const client = new MemoryLine(clock, latencyMs);
  const pbx = new MemoryLine(clock, latencyMs);
  client.join(pbx);
  pbx.join(client);
  return { client, pbx };
}

function linkDown(what: string): CrosspointError {
  return new CrosspointError('link-down', what);
}
