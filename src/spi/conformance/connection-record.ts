import type { ConnectionId, ConnectionState } from '../connection.ts';

/** What the events have told of one connection. */
export interface ConnectionRecord {
  readonly id: ConnectionId;
  /** Undefined: it is there, and its state was not told yet (new in a connection list). */
  state: ConnectionState | undefined;
  /** Where it went in a transfer or a conference, for the message about whoever still uses it. */
  replacedBy?: string;
  /** The last event about it as JSON, to tell a doubled event from a stray one. */
  last: string;
}

/** True until the connection has ended. */
export function isLive(record: ConnectionRecord): boolean {
  return record.state !== 'null';
}
