import type {
  CallArgument,
  CallsInvolved,
  ConnectionParts,
  DivertCallArgument,
  DivertInfo,
  MergedCallResult,
  NewCallResult,
  TwoCallsArgument,
} from '../../generated/phase-1.ts';
import type { WireConnection } from '../../model/identifiers.ts';
import { needed } from '../device-identifier.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import { fromConnection, fromConnectionIfAny, toConnection } from './connections.ts';
import { fromDevice, fromNumber, fromParty, toDevice, toNumber } from './devices.ts';
import { ACKNOWLEDGED, say } from './say.ts';

interface HeldAndActive {
  readonly heldCall: WireConnection;
  readonly activeCall: WireConnection;
}

interface OfConnection {
  readonly connection: WireConnection;
}

/** One call, which stands bare where nothing is said beside it. */
export const ONE_CALL = {
  toArgument: ({ connection }: OfConnection): CallArgument => ({ call: toConnection(connection) }),
  fromArgument: (argument: CallArgument): OfConnection => ({ connection: callIn(argument) }),
} as const;

const TWO_CALLS = {
  toArgument: ({ heldCall, activeCall }: HeldAndActive): TwoCallsArgument => ({
    bothCalls: { heldCall: toConnection(heldCall), activeCall: toConnection(activeCall) },
  }),
  fromArgument: twoCallsIn,
} as const;

export const NEW_CALL = {
  toResult: ({ connection }: OfConnection): NewCallResult => ({
    initiatedCall: toConnection(connection),
  }),
  /**
   * @throws {CrosspointError} `malformed-frame`: whoever asked for a call must learn which it is
   */
  fromResult: (result: NewCallResult): OfConnection => ({
    connection: needed(newCallIn(result), 'new call in the answer'),
  }),
} as const;

/** A call that is made of two, or moved, need not be named. */
export const MERGED_CALL = {
  toResult: ({ connection }: Partial<OfConnection>): MergedCallResult =>
    connection === undefined
      ? { noData: null }
      : { resultSeq: { mergedCall: toConnection(connection) } },
  fromResult: (result: MergedCallResult): Partial<OfConnection> =>
    present({ connection: mergedCallIn(result) }),
} as const;

/** A call that something is done with, named where it is known. */
export const RESULTING_CALL = {
  toResult: ({ connection }: Partial<OfConnection>): NewCallResult =>
    connection === undefined ? { noData: null } : { initiatedCall: toConnection(connection) },
  fromResult: (result: NewCallResult): Partial<OfConnection> =>
    present({ connection: newCallIn(result) }),
} as const;

/** Call control services that both phases have (ECMA-179, ECMA-217). */
export const CALL_CONTROL = {
  makeCall: say('makeCall', 'makeCall', {
    toArgument: ({ callingDevice, calledNumber, accountCode }) => ({
      callingDevice: toDevice(callingDevice),
      calledDirectoryNumber: toNumber(calledNumber),
      accountCode: octetsIfAny(accountCode),
    }),
    fromArgument: ({ callingDevice, calledDirectoryNumber, accountCode }) =>
      present({
        callingDevice: fromDevice(callingDevice),
        calledNumber: fromNumber(calledDirectoryNumber),
        accountCode: textIfAny(accountCode),
      }),
    ...NEW_CALL,
  }),
  answerCall: say('answerCall', 'answerCall', { ...ONE_CALL, ...ACKNOWLEDGED }),
  clearConnection: say('clearConnection', 'clearConnection', { ...ONE_CALL, ...ACKNOWLEDGED }),
  clearCall: say('clearCall', 'clearCall', { ...ONE_CALL, ...ACKNOWLEDGED }),
  holdCall: say('holdCall', 'holdCall', {
    ...ONE_CALL,
    // Some switches of phase I want to be told that nothing is to be kept free for the held call.
    toArgument: ({ connection }) => ({
      argumentSeq: { call: toConnection(connection), connectionReservation: false },
    }),
    ...ACKNOWLEDGED,
  }),
  retrieveCall: say('retrieveCall', 'retrieveCall', { ...ONE_CALL, ...ACKNOWLEDGED }),
  consultationCall: say('consultationCall', 'consultationCall', {
    toArgument: ({ existingCall, consultedNumber }) => ({
      existingCall: toConnection(existingCall),
      calledDirectoryNumber: toNumber(consultedNumber),
    }),
    fromArgument: ({ existingCall, calledDirectoryNumber }) => ({
      existingCall: fromConnection(existingCall),
      consultedNumber: fromNumber(calledDirectoryNumber),
    }),
    ...NEW_CALL,
  }),
  alternateCall: say('alternateCall', 'alternateCall', { ...TWO_CALLS, ...ACKNOWLEDGED }),
  reconnectCall: say('reconnectCall', 'reconnectCall', { ...TWO_CALLS, ...ACKNOWLEDGED }),
  transferCall: say('transferCall', 'transferCall', { ...TWO_CALLS, ...MERGED_CALL }),
  conferenceCall: say('conferenceCall', 'conferenceCall', { ...TWO_CALLS, ...MERGED_CALL }),
  // Phase III has services of their own for what divertCall does.
  deflectCall: say('deflectCall', 'divertCall', {
    toArgument: ({ connection, newDestination }) => ({
      deflect: {
        callToBeDiverted: toConnection(connection),
        newDestination: toNumber(newDestination),
      },
    }),
    fromArgument: (argument) => {
      const info = divertInfoIn(argument);
      if (info === undefined || !('deflect' in info)) return undefined;
      const { callToBeDiverted, newDestination } = info.deflect;
      return {
        connection: fromConnection(callToBeDiverted),
        newDestination: fromNumber(newDestination),
      };
    },
    ...ACKNOWLEDGED,
  }),
  directedPickupCall: say('directedPickupCall', 'divertCall', {
    toArgument: ({ callToBePickedUp, requestingDevice }) => ({
      directedPickup: {
        callToBePickedUp: toConnection(callToBePickedUp),
        requestingDevice: toDevice(requestingDevice),
      },
    }),
    fromArgument: (argument) => {
      const info = divertInfoIn(argument);
      if (info === undefined || !('directedPickup' in info)) return undefined;
      const { callToBePickedUp, requestingDevice, newDestination } = info.directedPickup;
      // It is where the call goes, by either name.
      const device = fromParty(requestingDevice ?? newDestination)?.device;
      return {
        callToBePickedUp: callToBePickedUp === undefined ? {} : fromConnection(callToBePickedUp),
        requestingDevice: needed(device, 'device that picks up'),
      };
    },
    ...ACKNOWLEDGED,
    fromResult: () => ({}),
  }),
} as const;

/** Nothing, where it cannot be read: whoever is asked says that there is no such call. */
function callIn(argument: CallArgument): WireConnection {
  if ('call' in argument) return fromConnection(argument.call);
  return 'argumentSeq' in argument ? fromConnection(argument.argumentSeq.call) : {};
}

/** A switch that knows which call a device holds need be told of one only. */
function twoCallsIn(argument: TwoCallsArgument): HeldAndActive {
  const calls: CallsInvolved | TwoCallsArgument =
    'argumentSeq' in argument ? argument.argumentSeq.callsInvolved : argument;
  const { heldCall, activeCall } = 'bothCalls' in calls ? calls.bothCalls : pair(calls);
  return { heldCall: connectionOf(heldCall), activeCall: connectionOf(activeCall) };
}

function pair(calls: CallsInvolved | TwoCallsArgument): {
  readonly heldCall?: ConnectionParts;
  readonly activeCall?: ConnectionParts;
} {
  if ('heldCall' in calls) return { heldCall: calls.heldCall };
  return 'activeCall' in calls ? { activeCall: calls.activeCall } : {};
}

function connectionOf(parts: ConnectionParts | undefined): WireConnection {
  return parts === undefined ? {} : fromConnection(parts);
}

function divertInfoIn(argument: DivertCallArgument): DivertInfo | undefined {
  if ('argumentSeq' in argument) return argument.argumentSeq.divertInfo;
  return '$unknown' in argument ? undefined : argument;
}

function newCallIn(result: NewCallResult): WireConnection | undefined {
  if ('initiatedCall' in result) return fromConnectionIfAny(result.initiatedCall);
  return 'resultSeq' in result ? fromConnectionIfAny(result.resultSeq.initiatedCall) : undefined;
}

function mergedCallIn(result: MergedCallResult): WireConnection | undefined {
  if ('mergedCall' in result) return fromConnectionIfAny(result.mergedCall);
  return 'resultSeq' in result ? fromConnectionIfAny(result.resultSeq.mergedCall) : undefined;
}
