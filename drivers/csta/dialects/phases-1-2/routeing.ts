import { present } from '../present.ts';
import { fromConnectionIfAny, toConnectionIfAny } from './connections.ts';
import { fromNumber, fromParty, toNumber, toPartyIfAny } from './devices.ts';
import { crossRefIn } from './monitors.ts';
import { say, UNANSWERED } from './say.ts';

/** Routeing services (ECMA-179, ECMA-217). Nobody registers, and nothing is answered. */
export const ROUTEING = {
  routeRequest: say('routeRequest', 'routeRequest', {
    toArgument: ({ routeingCrossRef, callingDevice, currentRoute, connection }) => ({
      crossRefIdentifier: routeingCrossRef,
      currentRoute: toPartyIfAny(currentRoute),
      callingDevice: toPartyIfAny(callingDevice),
      routedCall: toConnectionIfAny(connection),
    }),
    fromArgument: ({ crossRefIdentifier, callingDevice, currentRoute, routedCall }) =>
      present({
        routeingCrossRef: crossRefIdentifier,
        callingDevice: fromParty(callingDevice),
        currentRoute: fromParty(currentRoute),
        connection: fromConnectionIfAny(routedCall),
      }),
    ...UNANSWERED,
  }),
  reRoute: say('reRoute', 'reRoute', {
    toArgument: ({ routeingCrossRef }) => ({ crossRefIdentifier: routeingCrossRef }),
    fromArgument: (argument) => ({ routeingCrossRef: crossRefIn(argument, 'argumentSeq') }),
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
      present({ routeingCrossRef: crossRefIdentifier, routeUsed: fromParty(routeUsed) }),
    ...UNANSWERED,
  }),
  routeEnd: say('routeEnd', 'routeEnd', {
    toArgument: ({ routeingCrossRef }) => ({ crossRefIdentifier: routeingCrossRef }),
    fromArgument: ({ crossRefIdentifier }) => ({ routeingCrossRef: crossRefIdentifier }),
    ...UNANSWERED,
  }),
} as const;
