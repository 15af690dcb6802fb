import type { CrosspointError } from '../../../src/base/errors.ts';
import type { TypedEmitter } from '../../../src/base/typed-emitter.ts';

export type TransportEvents = {
  /** Octets in the order of the line, and when they were received (`Clock.now`). */
  data: [octets: Uint8Array, receivedAt: number];
  /** The line is gone; once, and never because of `close`. */
  closed: [reason: CrosspointError];
};

/**
 * A line of octets: TCP, TLS, a serial port, or one in memory. It is opened once.
 *
 * It MUST NOT emit before `open` has been called, nor after `close` has been. `closed` MUST come once
 * where the line ends by itself, with `link-down` where the other side ended it and `transport-failed`
 * where it broke. Writing to a line that is gone MUST NOT throw: the event has told of it or will.
 */
export interface Transport {
  readonly events: TypedEmitter<TransportEvents>;
  /** Octets that were written and have not left this process. */
  readonly bufferedOctets: number;
  /** Rejects with `transport-failed`, or with `switch-timeout` where nothing answered in time. */
  open(): Promise<void>;
  /** The octets are the transport's from now on. */
  write(octets: Uint8Array): void;
  /** Lets out what was written, within a second, and ends the line. Never rejects. */
  close(): Promise<void>;
}
