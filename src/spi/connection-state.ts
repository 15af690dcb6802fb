import type { ConnectionState } from './connection.ts';

/** What can happen to one connection. */
export type ConnectionInput =
  | 'serviceInitiated'
  | 'originated'
  | 'networkReached'
  | 'delivered'
  | 'established'
  | 'held'
  | 'retrieved'
  | 'queued'
  | 'failed'
  | 'cleared';

export type IgnoredReason =
  /** The connection is already where the event leads: told twice, or by two monitors. */
  | 'already-there'
  /** The connection is past this: the event came late. */
  | 'late'
  /** Nothing is known of the connection and the event cannot be its first. */
  | 'unknown-connection';

export type Transition =
  | { readonly to: ConnectionState; readonly ignored?: undefined }
  | { readonly to?: undefined; readonly ignored: IgnoredReason };

const INITIATED: Transition = { to: 'initiated' };
const ALERTING: Transition = { to: 'alerting' };
const CONNECTED: Transition = { to: 'connected' };
const HELD: Transition = { to: 'held' };
const QUEUED: Transition = { to: 'queued' };
const FAILED: Transition = { to: 'failed' };
const NULL: Transition = { to: 'null' };
const SAME: Transition = { ignored: 'already-there' };
const LATE: Transition = { ignored: 'late' };
const UNKNOWN: Transition = { ignored: 'unknown-connection' };

/**
 * The connection state model of ECMA-269 §6.1.5.1, made tolerant of what real links do: an event may
 * be missing, doubled or late. In one thing it is stricter: a line whose network was only reached is
 * initiated, not connected, so that ringing out there and the answer can be told apart from it.
 *
 * ```
 *           serviceInitiated, networkReached       originated
 *   null ───────────────────▶ initiated ──────────────┐
 *    │  delivered              ┌───────────────────▶ connected ◀──┐ retrieved
 *    ├────────────▶ alerting ──┘ established           │  │ held  │
 *    │  queued        ▲  │ queued                      │  └─────▶ held
 *    ├────────────▶ queued ◀───────────────────────────┘
 *    │  failed
 *    └────────────▶ failed                 any ── cleared ──▶ null
 * ```
 */
export function nextConnectionState(state: ConnectionState, input: ConnectionInput): Transition {
  return TABLE[state][input];
}

const TABLE: Record<ConnectionState, Record<ConnectionInput, Transition>> = {
  null: {
    serviceInitiated: INITIATED,
    originated: CONNECTED,
    networkReached: INITIATED,
    delivered: ALERTING,
    established: CONNECTED,
    held: HELD,
    retrieved: UNKNOWN,
    queued: QUEUED,
    failed: FAILED,
    cleared: UNKNOWN,
  },
  initiated: {
    serviceInitiated: SAME,
    originated: CONNECTED,
    networkReached: SAME,
    delivered: ALERTING,
    established: CONNECTED,
    held: HELD,
    retrieved: LATE,
    queued: QUEUED,
    failed: FAILED,
    cleared: NULL,
  },
  alerting: {
    serviceInitiated: LATE,
    originated: CONNECTED,
    networkReached: LATE,
    delivered: SAME,
    established: CONNECTED,
    held: HELD,
    retrieved: LATE,
    queued: QUEUED,
    failed: FAILED,
    cleared: NULL,
  },
  connected: {
    serviceInitiated: LATE,
    originated: SAME,
    networkReached: LATE,
    delivered: LATE,
    established: SAME,
    held: HELD,
    retrieved: SAME,
    queued: QUEUED,
    failed: FAILED,
    cleared: NULL,
  },
  held: {
    serviceInitiated: LATE,
    originated: LATE,
    networkReached: LATE,
    delivered: LATE,
    established: LATE,
    held: SAME,
    retrieved: CONNECTED,
    queued: QUEUED,
    failed: FAILED,
    cleared: NULL,
  },
  queued: {
    serviceInitiated: LATE,
    originated: LATE,
    networkReached: LATE,
    delivered: ALERTING,
    established: CONNECTED,
    held: HELD,
    retrieved: LATE,
    queued: SAME,
    failed: FAILED,
    cleared: NULL,
  },
  failed: {
    serviceInitiated: LATE,
    originated: CONNECTED,
    networkReached: LATE,
    delivered: ALERTING,
    established: CONNECTED,
    held: LATE,
    retrieved: LATE,
    queued: QUEUED,
    failed: SAME,
    cleared: NULL,
  },
};
