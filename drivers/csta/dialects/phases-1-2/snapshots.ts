import type { ConnectionState } from '../../../../src/spi/connection.ts';
import { BerWriter } from '../../ber/writer.ts';
import {
  SimpleCallState,
  type CallState,
  type SnapshotCallResponseInfo,
  type SnapshotDeviceArgument,
  type SnapshotDeviceResponseInfo,
} from '../../generated/phase-1.ts';
import { isSameDevice, type Endpoint, type WireParty } from '../../model/identifiers.ts';
import { malformed } from '../malformed.ts';
import { fromState, toState, toStateIfAny } from '../phase-3/connection-states.ts';
import { present } from '../present.ts';
import { ownStateOf } from '../simple-call-state.ts';
import { ONE_CALL } from './call-control.ts';
import { fromConnection, fromConnectionIfAny, toConnection } from './connections.ts';
import { fromDevice, fromParty, toDevice, toParty } from './devices.ts';
import { say } from './say.ts';

/** Snapshot services (ECMA-179, ECMA-217). */
export const SNAPSHOTS = {
  snapshotDevice: say('snapshotDevice', 'snapshotDevice', {
    toArgument: ({ device }): SnapshotDeviceArgument => toDevice(device),
    fromArgument: (argument) => ({
      device: fromDevice(
        'argumentSeq' in argument ? argument.argumentSeq.snapshotObject : argument,
      ),
    }),
    toResult: ({ connections }) => ({ snapshotData: connections.map(toDeviceEntry) }),
    fromResult: (result) => ({ connections: entriesIn(result).map(fromDeviceEntry) }),
  }),
  // Who calls and who is called is not said: the link has it from events.
  snapshotCall: say('snapshotCall', 'snapshotCall', {
    ...ONE_CALL,
    toResult: ({ endpoints }) => ({ snapshotData: endpoints.map(toCallEntry) }),
    fromResult: (result) => ({ endpoints: entriesIn(result).map(fromCallEntry) }),
  }),
} as const;

type Result<Entry> =
  | { readonly snapshotData: readonly Entry[] }
  | { readonly resultSeq: { readonly snapshotData: readonly Entry[] } }
  | { readonly $unknown: string };

function entriesIn<Entry>(result: Result<Entry>): readonly Entry[] {
  if ('snapshotData' in result) return result.snapshotData;
  if ('resultSeq' in result) return result.resultSeq.snapshotData;
  throw malformed('a snapshot that cannot be read');
}

/**
 * By the standard, a connection and the state of its call, which begins with that of the
 * connection.
 */
function toDeviceEntry({ connection, state }: Endpoint): SnapshotDeviceResponseInfo {
  return {
    callIdentifier: toConnection(connection),
    localCallState:
      state === undefined ? { unknown: null } : { compoundCallState: [toState(state)] },
  };
}

function fromDeviceEntry(entry: SnapshotDeviceResponseInfo): Endpoint {
  const { deviceOnCall, callIdentifier, localCallState, localConnectionState } = entry;
  const party = fromParty(deviceOnCall);
  const connection = fromConnectionIfAny(callIdentifier) ?? {};
  return present({
    connection,
    party: isAt(connection, party) ? party : undefined,
    state: fromState(localConnectionState) ?? (localCallState && ownState(localCallState)),
  });
}

/** The device on the call may be the one at its other end, which the connection is not of. */
function isAt({ device }: Endpoint['connection'], party: WireParty | undefined): boolean {
  return device !== undefined && isSameDevice(device, party?.device);
}

function ownState(state: CallState): ConnectionState | undefined {
  if ('compoundCallState' in state) return fromState(state.compoundCallState[0]);
  if (!('simpleCallState' in state)) return undefined;
  return ownStateOf(numberOf(state.simpleCallState));
}

/** The number tells more than the name. */
function numberOf(state: SimpleCallState): number {
  if (typeof state === 'number') return state;
  const w = new BerWriter();
  SimpleCallState.encode(w, state);
  return w.view().at(-1) ?? 0;
}

function toCallEntry({ connection, party, state }: Endpoint): SnapshotCallResponseInfo {
  return {
    deviceOnCall: toParty(party ?? {}),
    callIdentifier: toConnection(connection),
    localConnectionState: toStateIfAny(state),
  };
}

function fromCallEntry(entry: SnapshotCallResponseInfo): Endpoint {
  const { deviceOnCall, callIdentifier, localConnectionState } = entry;
  const party = fromParty(deviceOnCall);
  return present({
    connection: callIdentifier
      ? fromConnection(callIdentifier)
      : present({ device: party?.device }),
    party,
    state: fromState(localConnectionState),
  });
}
