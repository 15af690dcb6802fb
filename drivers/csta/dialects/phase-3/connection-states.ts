import type { ConnectionState } from '../../../../src/spi/connection.ts';
import type { LocalConnectionState } from '../../generated/phase-3.ts';

/** LocalConnectionState (ECMA-285 §9.2); the same names and numbers in every phase. */
export function toState(state: ConnectionState): LocalConnectionState {
  if (state === 'held') return 'hold';
  return state === 'failed' ? 'fail' : state;
}

export function fromState(state: LocalConnectionState | undefined): ConnectionState | undefined {
  if (typeof state === 'number') return undefined;
  if (state === 'hold') return 'held';
  return state === 'fail' ? 'failed' : state;
}

export function toStateIfAny(state: ConnectionState | undefined): LocalConnectionState | undefined {
  return state === undefined ? undefined : toState(state);
}
