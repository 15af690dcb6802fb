import type { ConnectionID } from '../../generated/phase-3.ts';
import type { WireConnection } from '../../model/identifiers.ts';
import { needed } from '../device-identifier.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import {
  fromConnection,
  fromConnectionIfAny,
  fromDevice,
  fromDeviceIfAny,
  fromNumber,
  toConnection,
  toDevice,
  toNumber,
} from './devices.ts';
import { ACKNOWLEDGED, say } from './say.ts';

interface HeldAndActive {
  readonly heldCall: WireConnection;
  readonly activeCall: WireConnection;
}

const HELD_AND_ACTIVE = {
  toArgument: ({ heldCall, activeCall }: HeldAndActive) => ({
    heldCall: toConnection(heldCall),
    activeCall: toConnection(activeCall),
  }),
  fromArgument: (wire: { readonly heldCall: ConnectionID; readonly activeCall: ConnectionID }) => ({
    heldCall: fromConnection(wire.heldCall),
    activeCall: fromConnection(wire.activeCall),
  }),
} as const;

/** Call control services (ECMA-269 §17.1; ECMA-285 §15), and the digits of call associated ones. */
export const CALL_CONTROL = {
  makeCall: say('makeCall', 'makeCall', {
    toArgument: (args) => ({
      callingDevice: toDevice(args.callingDevice),
      calledDirectoryNumber: toNumber(args.calledNumber),
      accountCode: octetsIfAny(args.accountCode),
      autoOriginate: args.autoOriginate,
      correlatorData: octetsIfAny(args.correlator),
      userData: octetsIfAny(args.userData),
    }),
    fromArgument: (wire) =>
      present({
        callingDevice: fromDevice(wire.callingDevice),
        calledNumber: fromNumber(wire.calledDirectoryNumber),
        autoOriginate: typeof wire.autoOriginate === 'string' ? wire.autoOriginate : undefined,
        correlator: textIfAny(wire.correlatorData),
        userData: textIfAny(wire.userData),
        accountCode: textIfAny(wire.accountCode),
      }),
    toResult: ({ connection }) => ({ callingDevice: toConnection(connection) }),
    fromResult: (wire) => newCall(wire?.callingDevice),
  }),
  answerCall: say('answerCall', 'answerCall', {
    toArgument: ({ connection }) => ({ callToBeAnswered: toConnection(connection) }),
    fromArgument: (wire) => ({ connection: fromConnection(wire.callToBeAnswered) }),
    ...ACKNOWLEDGED,
  }),
  clearConnection: say('clearConnection', 'clearConnection', {
    toArgument: ({ connection }) => ({ connectionToBeCleared: toConnection(connection) }),
    fromArgument: (wire) => ({ connection: fromConnection(wire.connectionToBeCleared) }),
    ...ACKNOWLEDGED,
  }),
  clearCall: say('clearCall', 'clearCall', {
    toArgument: ({ connection }) => ({ callToBeCleared: toConnection(connection) }),
    fromArgument: (wire) => ({ connection: fromConnection(wire.callToBeCleared) }),
    ...ACKNOWLEDGED,
  }),
  holdCall: say('holdCall', 'holdCall', {
    toArgument: ({ connection }) => ({ callToBeHeld: toConnection(connection) }),
    fromArgument: (wire) => ({ connection: fromConnection(wire.callToBeHeld) }),
    ...ACKNOWLEDGED,
  }),
  retrieveCall: say('retrieveCall', 'retrieveCall', {
    toArgument: ({ connection }) => ({ callToBeRetrieved: toConnection(connection) }),
    fromArgument: (wire) => ({ connection: fromConnection(wire.callToBeRetrieved) }),
    ...ACKNOWLEDGED,
  }),
  consultationCall: say('consultationCall', 'consultationCall', {
    toArgument: (args) => ({
      existingCall: toConnection(args.existingCall),
      consultedDevice: toNumber(args.consultedNumber),
      correlatorData: octetsIfAny(args.correlator),
    }),
    fromArgument: ({ existingCall, consultedDevice, correlatorData }) =>
      present({
        existingCall: fromConnection(existingCall),
        consultedNumber: fromNumber(consultedDevice),
        correlator: textIfAny(correlatorData),
      }),
    toResult: ({ connection }) => ({ initiatedCall: toConnection(connection) }),
    fromResult: (wire) => newCall(wire?.initiatedCall),
  }),
  alternateCall: say('alternateCall', 'alternateCall', { ...HELD_AND_ACTIVE, ...ACKNOWLEDGED }),
  reconnectCall: say('reconnectCall', 'reconnectCall', { ...HELD_AND_ACTIVE, ...ACKNOWLEDGED }),
  transferCall: say('transferCall', 'transferCall', {
    ...HELD_AND_ACTIVE,
    toResult: ({ connection }) =>
      connection === undefined ? null : { transferredCall: toConnection(connection) },
    fromResult: (wire) => resulting(wire?.transferredCall),
  }),
  conferenceCall: say('conferenceCall', 'conferenceCall', {
    ...HELD_AND_ACTIVE,
    toResult: ({ connection }) =>
      connection === undefined ? null : { conferenceCall: toConnection(connection) },
    fromResult: (wire) => resulting(wire?.conferenceCall),
  }),
  singleStepTransferCall: say('singleStepTransferCall', 'singleStepTransfer', {
    toArgument: ({ activeCall, transferredTo }) => ({
      activeCall: toConnection(activeCall),
      transferredTo: toNumber(transferredTo),
    }),
    fromArgument: ({ activeCall, transferredTo }) => ({
      activeCall: fromConnection(activeCall),
      transferredTo: fromNumber(transferredTo),
    }),
    toResult: ({ connection }) =>
      connection === undefined ? null : { transferredCall: toConnection(connection) },
    fromResult: (wire) => resulting(wire?.transferredCall),
  }),
  singleStepConferenceCall: say('singleStepConferenceCall', 'singleStepConference', {
    toArgument: ({ activeCall, deviceToJoin }) => ({
      activeCall: toConnection(activeCall),
      deviceToJoin: toDevice(deviceToJoin),
    }),
    fromArgument: ({ activeCall, deviceToJoin }) => ({
      activeCall: fromConnection(activeCall),
      deviceToJoin: fromDevice(deviceToJoin),
    }),
    toResult: ({ connection }) =>
      connection === undefined ? null : { conferencedCall: toConnection(connection) },
    fromResult: (wire) => resulting(wire?.conferencedCall),
  }),
  deflectCall: say('deflectCall', 'deflectCall', {
    toArgument: ({ connection, newDestination }) => ({
      callToBeDiverted: toConnection(connection),
      newDestination: toNumber(newDestination),
    }),
    fromArgument: ({ callToBeDiverted, newDestination }) => ({
      connection: fromConnection(callToBeDiverted),
      newDestination: fromNumber(newDestination),
    }),
    ...ACKNOWLEDGED,
  }),
  directedPickupCall: say('directedPickupCall', 'directedPickupCall', {
    toArgument: ({ callToBePickedUp, requestingDevice }) => ({
      callToBePickedUp: toConnection(callToBePickedUp),
      requestingDevice: toDevice(requestingDevice),
    }),
    fromArgument: ({ callToBePickedUp, requestingDevice }) => ({
      callToBePickedUp: fromConnection(callToBePickedUp),
      requestingDevice: fromDevice(requestingDevice),
    }),
    toResult: ({ connection }) =>
      connection === undefined ? null : { pickedCall: toConnection(connection) },
    fromResult: (wire) => resulting(wire?.pickedCall),
  }),
  parkCall: say('parkCall', 'parkCall', {
    toArgument: ({ connection, parkTo }) => ({
      parking: toConnection(connection),
      parkTo: toDevice(parkTo),
    }),
    // Parked where it is, where no other place is named.
    fromArgument: ({ parking, parkTo }) => {
      const connection = fromConnection(parking);
      const place = fromDeviceIfAny(parkTo) ?? connection.device;
      return { connection, parkTo: needed(place, 'place to park at') };
    },
    toResult: ({ connection }) =>
      connection === undefined ? null : { parkedTo: toConnection(connection) },
    fromResult: (wire) => resulting(wire?.parkedTo),
  }),
  generateDigits: say('generateDigits', 'generateDigits', {
    toArgument: ({ connection, digits, durationMs }) => ({
      connectionToSendDigits: toConnection(connection),
      charactersToSend: digits,
      toneDuration: durationMs,
    }),
    fromArgument: ({ connectionToSendDigits, charactersToSend, toneDuration }) =>
      present({
        connection: fromConnection(connectionToSendDigits),
        digits: charactersToSend,
        durationMs: toneDuration,
      }),
    ...ACKNOWLEDGED,
  }),
} as const;

/** @throws {CrosspointError} `malformed-frame`: whoever asked for a call must learn which it is */
function newCall(connection: ConnectionID | undefined): { readonly connection: WireConnection } {
  return { connection: needed(fromConnectionIfAny(connection), 'new call in the answer') };
}

function resulting(connection: ConnectionID | undefined): { connection?: WireConnection } {
  return present({ connection: fromConnectionIfAny(connection) });
}
