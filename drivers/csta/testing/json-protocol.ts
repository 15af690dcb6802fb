import { CrosspointError } from '../../../src/base/errors.ts';
import type { CstaMessage, Pending, Protocol } from '../model/message.ts';
import type { ServiceName } from '../model/requests.ts';

/** Every service there is; the compiler demands that none is forgotten. */
const ALL: Readonly<Record<ServiceName, true>> = {
  makeCall: true,
  answerCall: true,
  clearConnection: true,
  clearCall: true,
  holdCall: true,
  retrieveCall: true,
  consultationCall: true,
  alternateCall: true,
  reconnectCall: true,
  transferCall: true,
  conferenceCall: true,
  singleStepTransferCall: true,
  singleStepConferenceCall: true,
  deflectCall: true,
  directedPickupCall: true,
  parkCall: true,
  generateDigits: true,
  setDoNotDisturb: true,
  getDoNotDisturb: true,
  setForwarding: true,
  getForwarding: true,
  setMessageWaiting: true,
  getMessageWaiting: true,
  setAgentState: true,
  getAgentState: true,
  setDisplay: true,
  monitorStart: true,
  changeMonitorFilter: true,
  monitorStop: true,
  snapshotDevice: true,
  snapshotCall: true,
  systemStatus: true,
  requestSystemStatus: true,
  getSwitchingFunctionDevices: true,
  switchingFunctionDevices: true,
  getSwitchingFunctionCapabilities: true,
  routeRegister: true,
  routeRegisterCancel: true,
  routeRequest: true,
  reRoute: true,
  routeSelect: true,
  routeUsed: true,
  routeEnd: true,
  escape: true,
  startCdrTransmission: true,
  stopCdrTransmission: true,
  cdrReport: true,
};

export const ALL_SERVICES: readonly ServiceName[] = Object.keys(ALL) as ServiceName[];

/**
 * A phase that never was: each neutral message as its JSON text in UTF-8. Both sides of a link can be
 * tried on each other with it before, and without, any codec.
 */
export class JsonProtocol implements Protocol {
  readonly services: ReadonlySet<ServiceName>;
  readonly unanswered: ReadonlySet<ServiceName> = new Set([
    'switchingFunctionDevices',
    'routeRequest',
    'routeEnd',
  ]);

  /** @param without services that this phase is to have no words for */
  constructor({ without = [] }: { readonly without?: readonly ServiceName[] } = {}) {
    this.services = new Set(ALL_SERVICES.filter((service) => !without.includes(service)));
  }

  encode(message: CstaMessage): Uint8Array {
    return new TextEncoder().encode(JSON.stringify(message));
  }

  decode(octets: Uint8Array, _invokeId: number | undefined, _pending: Pending): CstaMessage {
    const message = parse(octets);
    if (message === undefined) {
      throw new CrosspointError('malformed-frame', 'this is no JSON message', {
        position: { offset: 0 },
      });
    }
    if (message.kind !== 'request' || this.services.has(message.request.service)) return message;
    const { invokeId, request } = message;
    const problem = 'unrecognisedOperation';
    return { kind: 'unknown-request', invokeId, operation: request.service, problem };
  }

  isWhole(octets: Uint8Array): boolean {
    return parse(octets) !== undefined;
  }
}

function parse(octets: Uint8Array): CstaMessage | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(octets));
    const isMessage = typeof value === 'object' && value !== null && 'kind' in value;
    return isMessage ? (value as CstaMessage) : undefined;
  } catch {
    return undefined;
  }
}
