import type { Clock } from '../../../src/base/clock.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { Log } from '../../../src/base/log.ts';
import type { Transport, TransportEvents } from '../transport/transport.ts';
import { Recorder } from './recorder.ts';
import type { RecordSink } from './record-sink.ts';

export interface RecordedOptions {
  readonly transport: Transport;
  /** Opens what is written to; asked when the line is opened. */
  readonly openSink: () => Promise<RecordSink>;
  readonly clock: Clock;
  /** The profile or the settings that the line is used with. */
  readonly name: string;
  readonly log: Log;
}

/** A line of octets that is written down as it passes, from its opening to its close. */
export class RecordedTransport implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  readonly #options: RecordedOptions;
  #recorder: Recorder | undefined;

  constructor(options: RecordedOptions) {
    this.#options = options;
    const { events } = options.transport;
    events.on('data', (octets, receivedAt) => {
      this.#recorder?.record('in', octets, receivedAt);
      this.events.emit('data', octets, receivedAt);
    });
    events.on('closed', (reason) => {
      void this.#recorder?.close();
      this.events.emit('closed', reason);
    });
  }

  get bufferedOctets(): number {
    return this.#options.transport.bufferedOctets;
  }

  /** Rejects as the line does, and with `invalid-configuration` where the file cannot be opened. */
  async open(): Promise<void> {
    const { transport, openSink, clock, name, log } = this.#options;
    this.#recorder = new Recorder({ sink: await openSink(), clock, name, log });
    await transport.open();
  }

  write(octets: Uint8Array): void {
    this.#recorder?.record('out', octets, this.#options.clock.now());
    this.#options.transport.write(octets);
  }

  async close(): Promise<void> {
    await this.#options.transport.close();
    await this.#recorder?.close();
  }
}
