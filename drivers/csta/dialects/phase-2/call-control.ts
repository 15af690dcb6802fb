import type { CallToDevice, CallToDeviceArgument } from '../../generated/phase-2.ts';
import type { DeviceId, WireConnection } from '../../model/identifiers.ts';
import { digitsOf, needed } from '../device-identifier.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import {
  CALL_CONTROL as SHARED,
  MERGED_CALL,
  NEW_CALL,
  RESULTING_CALL,
} from '../phases-1-2/call-control.ts';
import { fromConnection, toConnection } from '../phases-1-2/connections.ts';
import { fromDevice, fromNumber, fromParty, toDevice, toNumber } from '../phases-1-2/devices.ts';
import { ACKNOWLEDGED } from '../phases-1-2/say.ts';
import { present } from '../present.ts';
import { say } from './say.ts';

/**
 * Call control services of ECMA-217: those of phase I, a call made with more beside it, and others.
 */
export const CALL_CONTROL = {
  ...SHARED,
  makeCall: say('makeCall', 'makeCall', {
    toArgument: (args) => ({
      callingDevice: toDevice(args.callingDevice),
      calledDirectoryNumber: toNumber(args.calledNumber),
      accountCode: octetsIfAny(args.accountCode),
      correlatorData: octetsIfAny(args.correlator),
      autoOriginate: args.autoOriginate,
      userData: octetsIfAny(args.userData),
    }),
    fromArgument: ({ callingDevice, calledDirectoryNumber, ...more }) =>
      present({
        callingDevice: fromDevice(callingDevice),
        calledNumber: fromNumber(calledDirectoryNumber),
        autoOriginate: typeof more.autoOriginate === 'string' ? more.autoOriginate : undefined,
        correlator: textIfAny(more.correlatorData),
        userData: textIfAny(more.userData),
        accountCode: textIfAny(more.accountCode),
      }),
    ...NEW_CALL,
  }),
  singleStepTransferCall: say('singleStepTransferCall', 'singleStepTransfer', {
    toArgument: ({ activeCall, transferredTo }) => ({
      call: toConnection(activeCall),
      device: { calledDevice: toNumber(transferredTo) },
    }),
    fromArgument: (argument) => ({
      activeCall: fromConnection(argument.call),
      transferredTo: digitsOf(deviceIn(argument.device)),
    }),
    ...MERGED_CALL,
  }),
  singleStepConferenceCall: say('singleStepConferenceCall', 'singleStepConference', {
    toArgument: ({ activeCall, deviceToJoin }) => toDeviceWith(activeCall, deviceToJoin),
    fromArgument: ({ call, device }) => ({
      activeCall: fromConnection(call),
      deviceToJoin: needed(deviceIn(device), 'device to join'),
    }),
    ...RESULTING_CALL,
  }),
  parkCall: say('parkCall', 'parkCall', {
    toArgument: ({ connection, parkTo }) => toDeviceWith(connection, parkTo),
    // Parked where it is, where no other place is named.
    fromArgument: ({ call, device }) => {
      const connection = fromConnection(call);
      const place = deviceIn(device) ?? connection.device;
      return { connection, parkTo: needed(place, 'place to park at') };
    },
    ...RESULTING_CALL,
  }),
  generateDigits: say('generateDigits', 'sendDTMFTones', {
    toArgument: ({ connection, digits, durationMs }) => ({
      connection: toConnection(connection),
      charactersToSend: digits,
      toneDuration: durationMs,
    }),
    fromArgument: ({ connection, charactersToSend, toneDuration }) =>
      present({
        connection: fromConnection(connection),
        digits: charactersToSend,
        durationMs: toneDuration,
      }),
    ...ACKNOWLEDGED,
  }),
} as const;

function toDeviceWith(call: WireConnection, device: DeviceId): CallToDeviceArgument {
  return { call: toConnection(call), device: { deviceID: toDevice(device) } };
}

/** The device, whichever way it is tagged. */
function deviceIn(said: CallToDevice | undefined): DeviceId | undefined {
  if (said === undefined || '$unknown' in said) return undefined;
  if ('deviceID' in said) return fromParty(said.deviceID)?.device;
  return fromParty('calledDevice' in said ? said.calledDevice : said.subjectDevice)?.device;
}
