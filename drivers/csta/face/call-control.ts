import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { AskedLink } from './link-in-turn.ts';
import type { WireConnection } from '../model/identifiers.ts';
import type { Handlers } from './handlers.ts';
import type { WireCalls } from './wire-calls.ts';
import { deviceNamed } from './wire-parties.ts';

interface Pair {
  readonly heldCall: WireConnection;
  readonly activeCall: WireConnection;
}

type OneConnection = 'answerCall' | 'clearConnection' | 'holdCall' | 'retrieveCall';

/** The call control services (ECMA-269 §17.1), each the SPI's service of the same name. */
export function callControl(link: AskedLink, calls: WireCalls): Handlers {
  const idOf = (wire: WireConnection): ConnectionId => calls.idOf(wire);
  const both = ({ heldCall, activeCall }: Pair) => ({
    heldCall: idOf(heldCall),
    activeCall: idOf(activeCall),
  });
  const atOne =
    (service: OneConnection) =>
    async ({ connection }: { readonly connection: WireConnection }): Promise<undefined> => {
      await link.request(service, { connection: idOf(connection) });
    };
  // The SPI does not say which connection comes of it; the event does.
  const joined = async (service: 'transferCall' | 'conferenceCall', pair: Pair) => {
    await link.request(service, both(pair));
    return {};
  };
  return {
    ...newCalls(link, calls),
    ...movedCalls(link, calls),
    answerCall: atOne('answerCall'),
    clearConnection: atOne('clearConnection'),
    holdCall: atOne('holdCall'),
    retrieveCall: atOne('retrieveCall'),
    clearCall: async ({ connection }) => {
      await link.request('clearCall', { call: calls.callOf(connection) });
    },
    alternateCall: async (pair) => {
      await link.request('alternateCall', both(pair));
    },
    reconnectCall: async (pair) => {
      await link.request('reconnectCall', both(pair));
    },
    transferCall: (pair) => joined('transferCall', pair),
    conferenceCall: (pair) => joined('conferenceCall', pair),
    generateDigits: async ({ connection, digits, durationMs }) => {
      await link.request('generateDigits', {
        connection: idOf(connection),
        digits,
        ...(durationMs === undefined ? {} : { durationMs }),
      });
    },
  };
}

function newCalls(link: AskedLink, calls: WireCalls): Handlers {
  // A switch without correlators takes no notice of one.
  const correlated = (correlator: string | undefined) =>
    correlator === undefined || !link.capabilities.has('correlatorData') ? {} : { correlator };
  return {
    makeCall: async ({ callingDevice, calledNumber, autoOriginate, correlator }) => {
      const { initiatedCall } = await link.request('makeCall', {
        callingDevice: deviceNamed(callingDevice),
        calledNumber,
        ...(autoOriginate === undefined ? {} : { autoOriginate: autoOriginate === 'doNotPrompt' }),
        ...correlated(correlator),
      });
      return { connection: calls.wireOf(initiatedCall) };
    },
    consultationCall: async ({ existingCall, consultedNumber, correlator }) => {
      const { initiatedCall } = await link.request('consultationCall', {
        existingCall: calls.idOf(existingCall),
        consultedNumber,
        ...correlated(correlator),
      });
      return { connection: calls.wireOf(initiatedCall) };
    },
  };
}

function movedCalls(link: AskedLink, calls: WireCalls): Handlers {
  return {
    singleStepTransferCall: async ({ activeCall, transferredTo }) => {
      await link.request('singleStepTransferCall', {
        activeCall: calls.idOf(activeCall),
        transferredTo,
      });
      return {};
    },
    deflectCall: async ({ connection, newDestination }) => {
      await link.request('deflectCall', { connection: calls.idOf(connection), newDestination });
    },
    directedPickupCall: async ({ callToBePickedUp, requestingDevice }) => {
      await link.request('directedPickupCall', {
        callToBePickedUp: calls.idOf(callToBePickedUp),
        requestingDevice: deviceNamed(requestingDevice),
      });
      return {};
    },
    parkCall: async ({ connection, parkTo }) => {
      await link.request('parkCall', {
        connection: calls.idOf(connection),
        parkTo: deviceNamed(parkTo),
      });
      return {};
    },
  };
}
