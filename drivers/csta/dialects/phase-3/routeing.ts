import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import {
  fromConnectionIfAny,
  fromDeviceIfAny,
  fromNumber,
  fromPartyIfAny,
  toConnectionIfAny,
  toDeviceIfAny,
  toNumber,
  toPartyIfAny,
} from './devices.ts';
import { ACKNOWLEDGED, say, UNANSWERED } from './say.ts';

/** Routeing services (ECMA-269 §20; ECMA-285 §21). What goes on between register and cancel is not answered. */
export const ROUTEING = {
  routeRegister: say('routeRegister', 'routeRegister', {
    toArgument: ({ device }) => ({ routeingDevice: toDeviceIfAny(device) }),
    fromArgument: ({ routeingDevice }) => present({ device: fromDeviceIfAny(routeingDevice) }),
    toResult: ({ registerId }) => ({ routeRegisterReqID: registerId }),
    fromResult: ({ routeRegisterReqID }) => ({ registerId: routeRegisterReqID }),
  }),
  routeRegisterCancel: say('routeRegisterCancel', 'routeRegisterCancel', {
    toArgument: ({ registerId }) => ({ routeRegisterReqID: registerId }),
    fromArgument: ({ routeRegisterReqID }) => ({ registerId: routeRegisterReqID }),
    ...ACKNOWLEDGED,
  }),
  routeRequest: say('routeRequest', 'routeRequest', {
    toArgument: (args) => ({
      crossRefIdentifier: args.routeingCrossRef,
      currentRoute: toPartyIfAny(args.currentRoute),
      callingDevice: toPartyIfAny(args.callingDevice),
      routedCall: toConnectionIfAny(args.connection),
      correlatorData: octetsIfAny(args.correlator),
    }),
    fromArgument: (wire) =>
      present({
        routeingCrossRef: wire.crossRefIdentifier,
        callingDevice: fromPartyIfAny(wire.callingDevice),
        currentRoute: fromPartyIfAny(wire.currentRoute),
        connection: fromConnectionIfAny(wire.routedCall),
        correlator: textIfAny(wire.correlatorData),
      }),
    ...UNANSWERED,
  }),
  reRoute: say('reRoute', 'reRoute', {
    toArgument: ({ routeingCrossRef }) => ({ crossRefIdentifier: routeingCrossRef }),
    fromArgument: ({ crossRefIdentifier }) => ({ routeingCrossRef: crossRefIdentifier }),
    ...UNANSWERED,
  }),
  routeSelect: say('routeSelect', 'routeSelect', {
    toArgument: ({ routeingCrossRef, routeSelected }) => ({
      crossRefIdentifier: routeingCrossRef,
      routeSelected: toNumber(routeSelected),
    }),
    fromArgument: ({ crossRefIdentifier, routeSelected }) => ({
      routeingCrossRef: crossRefIdentifier,
      routeSelected: fromNumber(routeSelected),
    }),
    ...UNANSWERED,
  }),
  routeUsed: say('routeUsed', 'routeUsed', {
    toArgument: ({ routeingCrossRef, routeUsed }) => ({
      crossRefIdentifier: routeingCrossRef,
      routeUsed: toPartyIfAny(routeUsed),
    }),
    fromArgument: ({ crossRefIdentifier, routeUsed }) =>
      present({ routeingCrossRef: crossRefIdentifier, routeUsed: fromPartyIfAny(routeUsed) }),
    ...UNANSWERED,
  }),
  routeEnd: say('routeEnd', 'routeEnd', {
    toArgument: ({ routeingCrossRef }) => ({ crossRefIdentifier: routeingCrossRef }),
    fromArgument: ({ crossRefIdentifier }) => ({ routeingCrossRef: crossRefIdentifier }),
    ...UNANSWERED,
  }),
} as const;
