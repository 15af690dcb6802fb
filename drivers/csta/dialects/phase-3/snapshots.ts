import type { ConnectionState } from '../../../../src/spi/connection.ts';
import type {
  CallState,
  SnapshotCallResponseInfo,
  SnapshotDeviceResponseInfo,
} from '../../generated/phase-3.ts';
import type { Endpoint } from '../../model/identifiers.ts';
import { malformed } from '../malformed.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import { ownStateOf } from '../simple-call-state.ts';
import { fromState, toState, toStateIfAny } from './connection-states.ts';
import {
  fromConnection,
  fromDevice,
  fromParty,
  fromPartyIfAny,
  toConnection,
  toDevice,
  toParty,
  toPartyIfAny,
} from './devices.ts';
import { say } from './say.ts';

/** SimpleCallState has numbers for names; those without are read by the same rule. */
const SIMPLE: Readonly<Record<string, number>> = {
  callNull: 0x00,
  callPending: 0x01,
  callOriginated: 0x03,
  callDelivered: 0x23,
  callDeliveredHeld: 0x24,
  callReceived: 0x32,
  callEstablished: 0x33,
  callEstablishedHeld: 0x34,
  callReceivedOnHold: 0x42,
  callEstablishedOnHold: 0x43,
  callQueued: 0x53,
  callQueuedHeld: 0x54,
  callBlocked: 0x60,
  callFailed: 0x63,
  callFailedHeld: 0x64,
};

/** A switch may announce the data for later instead; that is not spoken here. */
const ELSEWHERE = 'a snapshot that comes in messages of its own';

/** Snapshot services (ECMA-269 §16.1). */
export const SNAPSHOTS = {
  snapshotDevice: say('snapshotDevice', 'snapshotDevice', {
    toArgument: ({ device }) => ({ snapshotObject: toDevice(device) }),
    fromArgument: ({ snapshotObject }) => ({ device: fromDevice(snapshotObject) }),
    toResult: ({ connections }) => ({
      crossRefIDorSnapshotData: { snapshotData: connections.map(toDeviceEntry) },
    }),
    fromResult: ({ crossRefIDorSnapshotData: data }) => {
      if ('snapshotData' in data) return { connections: data.snapshotData.map(fromDeviceEntry) };
      throw malformed(ELSEWHERE);
    },
  }),
  snapshotCall: say('snapshotCall', 'snapshotCall', {
    toArgument: ({ connection }) => ({ snapshotObject: toConnection(connection) }),
    fromArgument: ({ snapshotObject }) => ({ connection: fromConnection(snapshotObject) }),
    toResult: ({ endpoints, callingDevice, calledDevice, correlator }) => ({
      crossRefIDorSnapshotData: { snapshotData: endpoints.map(toCallEntry) },
      callingDevice: toPartyIfAny(callingDevice),
      calledDevice: toPartyIfAny(calledDevice),
      correlatorData: octetsIfAny(correlator),
    }),
    fromResult: (wire) => {
      const { crossRefIDorSnapshotData: data } = wire;
      if (!('snapshotData' in data)) throw malformed(ELSEWHERE);
      return present({
        endpoints: data.snapshotData.map(fromCallEntry),
        callingDevice: fromPartyIfAny(wire.callingDevice),
        calledDevice: fromPartyIfAny(wire.calledDevice),
        correlator: textIfAny(wire.correlatorData),
      });
    },
  }),
} as const;

function toDeviceEntry({ connection, party, state }: Endpoint): SnapshotDeviceResponseInfo {
  return {
    connectionIdentifier: toConnection(connection),
    endpointDevice: toPartyIfAny(party),
    localCallState:
      state === undefined ? { unknown: null } : { compoundCallState: [toState(state)] },
  };
}

function fromDeviceEntry(entry: SnapshotDeviceResponseInfo): Endpoint {
  return present({
    connection: fromConnection(entry.connectionIdentifier),
    party: fromPartyIfAny(entry.endpointDevice),
    state: entry.localCallState && fromCallState(entry.localCallState),
  });
}

/** Of a compound state the first is the device's own. */
function fromCallState(state: CallState): ConnectionState | undefined {
  if ('compoundCallState' in state) return fromState(state.compoundCallState[0]);
  if (!('simpleCallState' in state)) return undefined;
  const { simpleCallState: simple } = state;
  const number = typeof simple === 'number' ? simple : SIMPLE[simple];
  return number === undefined ? undefined : ownStateOf(number);
}

function toCallEntry({ connection, party, state }: Endpoint): SnapshotCallResponseInfo {
  return {
    deviceOnCall: toParty(party),
    callIdentifier: toConnection(connection),
    localConnectionState: toStateIfAny(state),
  };
}

function fromCallEntry(entry: SnapshotCallResponseInfo): Endpoint {
  const party = fromParty(entry.deviceOnCall);
  const connection = entry.callIdentifier;
  return present({
    connection: connection ? fromConnection(connection) : present({ device: party.device }),
    party,
    state: fromState(entry.localConnectionState),
  });
}
