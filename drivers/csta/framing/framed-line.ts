import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { silentLog, type Log } from '../../../src/base/log.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { Transport } from '../transport/transport.ts';
import { createFraming } from './create-framing.ts';
import type { Framing, FramingEffect, FramingHooks, FramingInput, LinkRole } from './framing.ts';
import type { FramingSettings } from './framing-settings.ts';
import { freshCounters, type LineCounters, type OpenCounters } from './line-counters.ts';

export type FramedLineEvents = {
  /** One PDU, when its last octet was received, and the invoke id where the framing carries one. */
  pdu: [pdu: Uint8Array, receivedAt: number, invokeId?: number];
  /** The line is lost; once, after `open` has resolved, and never because of `close`. */
  down: [reason: CrosspointError];
  /** Something was wrong on the line and has been dealt with. */
  oddity: [error: CrosspointError];
};

export interface FramedLineOptions extends FramingHooks {
  readonly transport: Transport;
  readonly framing: FramingSettings;
  readonly role: LinkRole;
  readonly clock: Clock;
  readonly log?: Log;
  /** Octets that may wait in the transport before `send` refuses. Default 1 MiB. */
  readonly maxBufferedOctets?: number;
}

type LineState = 'new' | 'opening' | 'open' | 'over';

/**
 * PDUs over a line of octets: a transport and a framing joined, with time and counters. Listeners are
 * added before `open`, since the first PDU may come with the very octets that make the line ready.
 */
export class FramedLine {
  readonly events: TypedEmitter<FramedLineEvents>;
  readonly #transport: Transport;
  readonly #framing: Framing;
  readonly #clock: Clock;
  readonly #maxBuffered: number;
  readonly #counters: OpenCounters = freshCounters();
  readonly #timers = new Map<string, Timer>();
  readonly #effects: FramingEffect[] = [];
  #isPerforming = false;
  #isGreeted = false;
  #state: LineState = 'new';
  #receivedAt = 0;
  #opening: PromiseWithResolvers<void> | undefined;
  #closing: Promise<void> | undefined;

  /** `invalid-configuration` where the framing's settings are out of bounds. */
  constructor(options: FramedLineOptions) {
    const { transport, framing, role, clock, log = silentLog } = options;
    this.events = new TypedEmitter((error) =>
      log.error('a listener of the line threw', { error: String(error) }),
    );
    this.#transport = transport;
    this.#framing = createFraming(framing, role, { isWhole: (octets) => options.isWhole(octets) });
    this.#clock = clock;
    this.#maxBuffered = options.maxBufferedOctets ?? 1_048_576;
    transport.events.on('data', (octets, receivedAt) => this.#receive(octets, receivedAt));
    transport.events.on('closed', (reason) => this.#lose(reason));
  }

  get counters(): LineCounters {
    return this.#counters;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Resolves once PDUs may be sent; rejects with what the transport or the framing failed with. */
  async open(): Promise<void> {
    if (this.#state !== 'new') throw new CrosspointError('link-down', 'a line is opened once');
    this.#state = 'opening';
    const opening = Promise.withResolvers<void>();
    this.#opening = opening;
    opening.promise.catch(() => {});
    try {
      await this.#transport.open();
      this.#greet();
      await opening.promise;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /**
   * Sends one PDU, or queues it where the framing waits for an answer. Throws `link-down`,
   * `payload-too-large`, and `resource-busy` where the bounded queue is full.
   */
  send(pdu: Uint8Array, invokeId?: number): void {
    if (this.#state !== 'open') throw new CrosspointError('link-down', 'the line is not open');
    if (this.#transport.bufferedOctets > this.#maxBuffered) {
      throw new CrosspointError('resource-busy', 'the other side does not read what is sent');
    }
    const input: FramingInput =
      invokeId === undefined ? { kind: 'send', pdu } : { kind: 'send', pdu, invokeId };
    const effects = this.#framing.next(input);
    const [first] = effects;
    if (first?.kind === 'refuse') throw first.error;
    this.#counters.framesOut += 1;
    this.#perform(effects);
  }

  /** Ends the line; nothing is emitted from now on. What a framing says at the end still goes out. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    const wasOpen = this.#state === 'open';
    this.#end(new CrosspointError('link-down', 'the line was closed'));
    if (wasOpen) this.#sayGoodbye();
    this.#closing = this.#transport.close();
    return this.#closing;
  }

  /** Octets may come before whoever opened the transport has had its turn. */
  #greet(): void {
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    this.#feed({ kind: 'opened' });
  }

  #sayGoodbye(): void {
    for (const effect of this.#framing.next({ kind: 'closing' })) {
      if (effect.kind === 'write') this.#write(effect.octets);
    }
  }

  #receive(octets: Uint8Array, receivedAt: number): void {
    if (this.#state === 'over') return;
    this.#counters.octetsIn += octets.length;
    this.#receivedAt = receivedAt;
    this.#greet();
    this.#feed({ kind: 'received', octets });
  }

  #feed(input: FramingInput): void {
    this.#perform(this.#framing.next(input));
  }

  /**
   * One effect after the other, in the order in which they were decided: a listener that sends while
   * it is told of a PDU adds to the end, so that no later effect undoes an earlier one's timer.
   */
  #perform(effects: readonly FramingEffect[]): void {
    this.#effects.push(...effects);
    if (this.#isPerforming) return;
    this.#isPerforming = true;
    for (let index = 0; index < this.#effects.length && !this.#isOver(); index += 1) {
      this.#do(this.#effects[index] as FramingEffect);
    }
    this.#effects.length = 0;
    this.#isPerforming = false;
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  #do(effect: FramingEffect): void {
    switch (effect.kind) {
      case 'deliver':
        this.#counters.framesIn += 1;
        this.events.emit('pdu', effect.pdu, this.#receivedAt, effect.invokeId);
        return;
      case 'write':
        this.#write(effect.octets);
        return;
      case 'ready':
        this.#state = 'open';
        this.#opening?.resolve();
        return;
      case 'set-timer':
        this.#setTimer(effect.timer, effect.ms);
        return;
      case 'clear-timer':
        this.#clock.clear(this.#timers.get(effect.timer));
        this.#timers.delete(effect.timer);
        return;
      case 'count':
        this.#counters[effect.what] += effect.by;
        return;
      case 'ignored':
        this.#counters.ignored[effect.reason] = (this.#counters.ignored[effect.reason] ?? 0) + 1;
        return;
      case 'oddity':
        this.#counters.oddities += 1;
        this.events.emit('oddity', effect.error);
        return;
      case 'fail':
        this.#lose(effect.error);
        return;
      case 'refuse':
    }
  }

  #write(octets: Uint8Array): void {
    this.#counters.octetsOut += octets.length;
    this.#transport.write(octets);
  }

  #setTimer(name: string, ms: number): void {
    this.#clock.clear(this.#timers.get(name));
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(name);
      this.#feed({ kind: 'timer', timer: name });
    }, ms);
    this.#timers.set(name, timer);
  }

  #lose(reason: CrosspointError): void {
    if (this.#state === 'over') return;
    const wasOpen = this.#state === 'open';
    this.#end(reason);
    this.#closing ??= this.#transport.close();
    if (wasOpen) this.events.emit('down', reason);
  }

  #end(reason: CrosspointError): void {
    this.#state = 'over';
    for (const timer of this.#timers.values()) this.#clock.clear(timer);
    this.#timers.clear();
    this.#opening?.reject(reason);
  }
}
