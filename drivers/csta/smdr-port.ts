import type { Clock, Timer } from '../../src/base/clock.ts';
import { toCrosspointError, type CrosspointError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import type { CallRecord } from '../../src/spi/call-record.ts';
import type { SmdrFormat } from './smdr/smdr-format.ts';
import { SmdrReader } from './smdr/smdr-link.ts';
import type { Transport } from './transport/transport.ts';

export interface SmdrPortParts {
  readonly openTransport: () => Transport;
  readonly format: SmdrFormat;
  readonly clock: Clock;
  readonly log: Log;
}

export type SmdrPortEvents = {
  record: [record: CallRecord, receivedAt: number];
  oddity: [what: CrosspointError];
};

const LONGEST_WAIT_MS = 60_000;

/** Listens at a printer port for as long as the switch is configured, whatever its link does. */
export class SmdrPort {
  readonly events = new TypedEmitter<SmdrPortEvents>();
  readonly counters = { callRecords: 0, callRecordLinesRefused: 0, callRecordPortLosses: 0 };
  readonly #parts: SmdrPortParts;
  #reader: SmdrReader | undefined;
  #timer: Timer | undefined;
  #waitMs = 1_000;
  #isClosed = false;

  constructor(parts: SmdrPortParts) {
    this.#parts = parts;
  }

  /** Begins to listen; again has no effect. */
  open(): void {
    if (this.#reader === undefined) this.#listen();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#parts.clock.clear(this.#timer);
    await this.#reader?.close();
  }

  #listen(): void {
    if (this.#isClosed) return;
    const { openTransport, format } = this.#parts;
    const reader = new SmdrReader(openTransport(), format);
    this.#reader = reader;
    reader.events.on('record', (record, receivedAt) => {
      this.counters.callRecords += 1;
      this.events.emit('record', record, receivedAt);
    });
    reader.events.on('oddity', (what) => {
      this.counters.callRecordLinesRefused += 1;
      this.events.emit('oddity', what);
    });
    reader.events.on('down', (reason) => this.#comeBack(reason));
    void this.#begin(reader);
  }

  async #begin(reader: SmdrReader): Promise<void> {
    try {
      await reader.open();
      this.#waitMs = 1_000;
      this.#parts.log.info('call-record port opened');
    } catch (error) {
      this.#comeBack(toCrosspointError(error));
    }
  }

  #comeBack(reason: CrosspointError): void {
    if (this.#isClosed) return;
    this.counters.callRecordPortLosses += 1;
    this.#parts.log.warn('call-record port lost', { reason: reason.message });
    this.#timer = this.#parts.clock.setTimeout(() => this.#listen(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }
}
