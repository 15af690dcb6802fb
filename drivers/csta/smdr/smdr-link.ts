import { TypedEmitter, type CallRecord, type CrosspointError } from '../../../src/spi/index.ts';
import type { Transport } from '../transport/transport.ts';
import type { SmdrFormat } from './smdr-format.ts';
import { SmdrParser, type SmdrResult } from './smdr-parser.ts';

export type SmdrReaderEvents = {
  record: [record: CallRecord, receivedAt: number];
  /** A line that could not be read: `malformed-frame` with the line as `rawCause`. */
  oddity: [what: CrosspointError];
  /** The line is lost and stays lost: another reader over another transport is needed. */
  down: [reason: CrosspointError];
};

/**
 * Listens at a call-record printer port. It sends nothing and asks for nothing; silence is no
 * fault. `down` is emitted once at most, and nothing after it or after `close` has been called.
 */
export class SmdrReader {
  readonly events = new TypedEmitter<SmdrReaderEvents>();
  readonly #transport: Transport;
  readonly #parser: SmdrParser;
  readonly #unlisten: readonly (() => void)[];
  /** When octets came last. */
  #receivedAt = 0;
  #isOver = false;

  constructor(transport: Transport, format: SmdrFormat) {
    this.#transport = transport;
    this.#parser = new SmdrParser(format);
    this.#unlisten = [
      transport.events.on('data', (octets, receivedAt) => {
        if (this.#isOver) return;
        this.#receivedAt = receivedAt;
        this.#tell(this.#parser.push(octets), receivedAt);
      }),
      transport.events.on('closed', (reason) => this.#lost(reason)),
    ];
  }

  /** Rejects with what the transport rejects with; then the reader is dead. */
  async open(): Promise<void> {
    try {
      await this.#transport.open();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  close(): Promise<void> {
    this.#end();
    return this.#transport.close();
  }

  #lost(reason: CrosspointError): void {
    if (this.#isOver) return;
    // What has come of a line is told before the loss, as it was received before it.
    this.#tell(this.#parser.end(), this.#receivedAt);
    this.#end();
    this.events.emit('down', reason);
  }

  #tell(results: readonly SmdrResult[], receivedAt: number): void {
    for (const result of results) {
      // A listener may have closed the reader.
      if (this.#isOver) return;
      if ('record' in result) this.events.emit('record', result.record, receivedAt);
      else this.events.emit('oddity', result.error);
    }
  }

  #end(): void {
    this.#isOver = true;
    for (const unlisten of this.#unlisten) unlisten();
  }
}
