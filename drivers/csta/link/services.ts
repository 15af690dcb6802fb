import { CrosspointError } from '../../../src/base/errors.ts';
import type { ConnectionId } from '../../../src/spi/connection.ts';
import type * as Spi from '../../../src/spi/services.ts';
import type { DeviceId, WireConnection } from '../model/identifiers.ts';
import type * as Csta from '../model/requests.ts';
import type { Session } from '../session/session.ts';
import type { LinkCalls } from './calls.ts';
import type { Devices } from './devices.ts';

type Args<Name extends Spi.ServiceName> = Spi.ServiceArgs<Name>;

/** Services of the SPI that a CSTA switch is asked for under the same name: all but monitors. */
export type CallService = Exclude<Spi.ServiceName, 'monitorStart' | 'monitorStop'>;

export function isCallService(service: Spi.ServiceName): service is CallService {
  return service !== 'monitorStart' && service !== 'monitorStop';
}

/** Requests of the SPI, put to the switch in its own names for calls and devices. */
export class CallServices {
  readonly #session: Session;
  readonly #calls: LinkCalls;
  readonly #devices: Devices;

  constructor(session: Session, calls: LinkCalls, devices: Devices) {
    this.#session = session;
    this.#calls = calls;
    this.#devices = devices;
  }

  async perform<Name extends CallService>(
    service: Name,
    args: Args<Name>,
  ): Promise<Spi.ServiceAnswer<Name>> {
    const request = this.#inWords(service, args as never);
    const result = await this.#session.request(service, request as never);
    if (service !== 'makeCall' && service !== 'consultationCall') {
      return undefined;
    }
    const { callingDevice, existingCall } = args as {
      readonly callingDevice?: string;
      readonly existingCall?: ConnectionId;
    };
    const { connection } = result as unknown as Csta.ServiceResult<'makeCall'>;
    const caller = callingDevice ?? existingCall?.device;
    const initiatedCall = this.#calls.nameOf(connection, caller);
    // Without a monitor no event may ever name it, and it can be asked about all the same.
    this.#calls.learn(initiatedCall, connection, caller === undefined ? {} : { device: caller });
    return { initiatedCall } as unknown as Spi.ServiceAnswer<Name>;
  }

  /** @throws {CrosspointError} `unknown-device` */
  deviceOf(name: string): DeviceId {
    const device = this.#devices.wireOf(name);
    if (device !== undefined) return device;
    throw new CrosspointError('unknown-device', `the switch has no device ${name}`);
  }

  #inWords(service: CallService, args: never): unknown {
    const words: { readonly [Name in CallService]: (args: Args<Name>) => Csta.ServiceArgs<Name> } =
      {
        makeCall: ({ callingDevice, calledNumber, autoOriginate, correlator }) => ({
          callingDevice: this.deviceOf(callingDevice),
          calledNumber,
          ...(autoOriginate === undefined
            ? {}
            : { autoOriginate: autoOriginate ? ('doNotPrompt' as const) : ('prompt' as const) }),
          ...(correlator === undefined ? {} : { correlator }),
        }),
        answerCall: (one) => this.#ofConnection(one),
        clearConnection: (one) => this.#ofConnection(one),
        clearCall: ({ call }) => ({ connection: this.#ofCall(call) }),
        holdCall: (one) => this.#ofConnection(one),
        retrieveCall: (one) => this.#ofConnection(one),
        consultationCall: ({ existingCall, consultedNumber, correlator }) => ({
          existingCall: this.#wire(existingCall),
          consultedNumber,
          ...(correlator === undefined ? {} : { correlator }),
        }),
        alternateCall: (two) => this.#heldAndActive(two),
        reconnectCall: (two) => this.#heldAndActive(two),
        transferCall: (two) => this.#heldAndActive(two),
        conferenceCall: (two) => this.#heldAndActive(two),
        singleStepTransferCall: ({ activeCall, transferredTo }) => ({
          activeCall: this.#wire(activeCall),
          transferredTo,
        }),
        deflectCall: ({ connection, newDestination }) => ({
          connection: this.#wire(connection),
          newDestination,
        }),
        directedPickupCall: ({ callToBePickedUp, requestingDevice }) => ({
          callToBePickedUp: this.#wire(callToBePickedUp),
          requestingDevice: this.deviceOf(requestingDevice),
        }),
        parkCall: ({ connection, parkTo }) => ({
          connection: this.#wire(connection),
          parkTo: this.#devices.wireOf(parkTo) ?? { form: 'dialingNumber', value: parkTo },
        }),
        generateDigits: ({ connection, digits, durationMs }) => ({
          connection: this.#wire(connection),
          digits,
          ...(durationMs === undefined ? {} : { durationMs }),
        }),
        setDoNotDisturb: ({ device, isOn }) => ({ device: this.deviceOf(device), isOn }),
        setForwarding: ({ device, forwardTo }) => ({
          device: this.deviceOf(device),
          type: 'immediate' as const,
          isOn: forwardTo !== undefined,
          ...(forwardTo === undefined ? {} : { forwardTo }),
        }),
      };
    return words[service](args);
  }

  #ofConnection({ connection }: { readonly connection: ConnectionId }) {
    return { connection: this.#wire(connection) };
  }

  #heldAndActive({ heldCall, activeCall }: Args<'transferCall'>) {
    return { heldCall: this.#wire(heldCall), activeCall: this.#wire(activeCall) };
  }

  #wire(id: ConnectionId): WireConnection {
    const connection = this.#calls.find(id);
    if (connection !== undefined) return connection.wire;
    if (this.#calls.get(id.call) === undefined) throw unknownCall(id.call);
    const what = `${id.device} has no part in call ${id.call}`;
    throw new CrosspointError('unknown-connection', what);
  }

  /** A call is named by any of its connections. */
  #ofCall(call: string): WireConnection {
    const [first] = this.#calls.get(call)?.connections.values() ?? [];
    if (first === undefined) throw unknownCall(call);
    return first.wire;
  }
}

function unknownCall(call: string): CrosspointError {
  return new CrosspointError('unknown-call', `the switch has no call ${call}`);
}
