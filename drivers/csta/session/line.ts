import type { CrosspointError } from '../../../src/base/errors.ts';
import type { TypedEmitter } from '../../../src/base/typed-emitter.ts';

export type LineEvents = {
  pdu: [octets: Uint8Array, receivedAt: number, invokeId?: number];
  /** The line is lost; emitted once, and nothing after it. */
  down: [reason: CrosspointError];
  oddity: [what: CrosspointError];
};

/** What carries whole PDUs both ways: a framing over a transport (../framing/framed-line.ts). */
export interface Line {
  readonly events: TypedEmitter<LineEvents>;
  open(): Promise<void>;
  /** @throws {CrosspointError} `link-down`, or `resource-busy` where too much waits to be sent */
  send(pdu: Uint8Array, invokeId?: number): void;
  close(): Promise<void>;
}
