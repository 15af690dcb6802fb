import type { DeviceId, Endpoint, WireConnection, WireParty } from './identifiers.ts';

/** Two calls of one device (ECMA-269 §17.1). */
interface HeldAndActive {
  readonly heldCall: WireConnection;
  readonly activeCall: WireConnection;
}

interface OfDevice {
  readonly device: DeviceId;
}

interface OfConnection {
  readonly connection: WireConnection;
}

interface NewCall {
  readonly connection: WireConnection;
}

type Nothing = undefined;

/** System status of ECMA-269 §12.2.20. */
export type SystemStatus =
  | 'initializing'
  | 'enabled'
  | 'normal'
  | 'messagesLost'
  | 'disabled'
  | 'overloadImminent'
  | 'overloadReached'
  | 'overloadRelieved'
  | 'partiallyDisabled';

/** Agent states of ECMA-269 §12.2.2. */
export type AgentState = 'notReady' | 'null' | 'ready' | 'busy' | 'workingAfterCall';

/** When calls are forwarded (ECMA-269 §12.2.12). */
export type ForwardingType = 'immediate' | 'busy' | 'noAnswer' | 'doNotDisturb';

/** What may be told of by a monitor, and so filtered out (ECMA-269 §12.2.18). */
export type FilterGroup =
  | 'callControl'
  | 'callAssociated'
  | 'media'
  | 'physical'
  | 'logical'
  | 'maintenance'
  | 'voice'
  | 'private';

/** One call record in the switch's words (ECMA-269 §27). */
export interface CdrRecord {
  readonly recordNumber?: number;
  readonly callingDevice?: WireParty;
  readonly calledDevice?: WireParty;
  readonly associatedCallingDevice?: WireParty;
  readonly associatedCalledDevice?: WireParty;
  /** As the switch writes it, usually YYYYMMDDhhmmss. */
  readonly startTime?: string;
  readonly endTime?: string;
  readonly durationMs?: number;
  readonly accountCode?: string;
  readonly charge?: string;
  readonly cause?: string;
  /** Everything as sent, for whoever knows more: hexadecimal in BER, text in XML. */
  readonly raw?: string;
}

/**
 * The services of CSTA that Crosspoint speaks, in the words of ECMA-269, with their arguments and
 * positive results. Both sides use the same table: the link invokes most of them and the face answers.
 */
export interface Services {
  // Call control (ECMA-269 §17.1).
  makeCall: {
    args: {
      readonly callingDevice: DeviceId;
      readonly calledNumber: string;
      /** `doNotPrompt`: the phone goes off hook by itself; `prompt`: the person lifts it. */
      readonly autoOriginate?: 'prompt' | 'doNotPrompt';
      readonly correlator?: string;
      readonly userData?: string;
      readonly accountCode?: string;
    };
    result: NewCall;
  };
  answerCall: { args: OfConnection; result: Nothing };
  clearConnection: { args: OfConnection; result: Nothing };
  clearCall: { args: OfConnection; result: Nothing };
  holdCall: { args: OfConnection; result: Nothing };
  retrieveCall: { args: OfConnection; result: Nothing };
  consultationCall: {
    args: {
      readonly existingCall: WireConnection;
      readonly consultedNumber: string;
      readonly correlator?: string;
    };
    result: NewCall;
  };
  alternateCall: { args: HeldAndActive; result: Nothing };
  reconnectCall: { args: HeldAndActive; result: Nothing };
  transferCall: { args: HeldAndActive; result: Partial<NewCall> };
  conferenceCall: { args: HeldAndActive; result: Partial<NewCall> };
  singleStepTransferCall: {
    args: { readonly activeCall: WireConnection; readonly transferredTo: string };
    result: Partial<NewCall>;
  };
  singleStepConferenceCall: {
    args: { readonly activeCall: WireConnection; readonly deviceToJoin: DeviceId };
    result: Partial<NewCall>;
  };
  deflectCall: {
    args: OfConnection & { readonly newDestination: string };
    result: Nothing;
  };
  directedPickupCall: {
    args: { readonly callToBePickedUp: WireConnection; readonly requestingDevice: DeviceId };
    result: Partial<NewCall>;
  };
  parkCall: { args: OfConnection & { readonly parkTo: DeviceId }; result: Partial<NewCall> };
  generateDigits: {
    args: OfConnection & { readonly digits: string; readonly durationMs?: number };
    result: Nothing;
  };
  // Logical and physical device features (ECMA-269 §20, §22).
  setDoNotDisturb: { args: OfDevice & { readonly isOn: boolean }; result: Nothing };
  getDoNotDisturb: { args: OfDevice; result: { readonly isOn: boolean } };
  setForwarding: {
    args: OfDevice & {
      readonly type: ForwardingType;
      readonly isOn: boolean;
      readonly forwardTo?: string;
    };
    result: Nothing;
  };
  getForwarding: {
    args: OfDevice;
    result: {
      readonly forwardings: readonly {
        readonly type: ForwardingType;
        readonly isOn: boolean;
        readonly forwardTo?: string;
      }[];
    };
  };
  setMessageWaiting: { args: OfDevice & { readonly isOn: boolean }; result: Nothing };
  getMessageWaiting: { args: OfDevice; result: { readonly isOn: boolean } };
  setAgentState: {
    args: OfDevice & {
      /** `loggedOn` and `loggedOff` are requests, not states. */
      readonly state: Exclude<AgentState, 'null' | 'busy'> | 'loggedOn' | 'loggedOff';
      readonly agentId?: string;
      readonly password?: string;
      readonly group?: DeviceId;
    };
    result: Nothing;
  };
  getAgentState: {
    args: OfDevice;
    result: {
      readonly agents: readonly {
        readonly agentId?: string;
        readonly group?: DeviceId;
        readonly state: AgentState;
      }[];
    };
  };
  setDisplay: { args: OfDevice & { readonly text: string }; result: Nothing };
  // Monitors and snapshots (ECMA-269 §15, §16).
  monitorStart: {
    args: {
      readonly object: { readonly device: DeviceId } | { readonly call: WireConnection };
      /** Groups of events that are not wanted; absent: everything is. */
      readonly filterOut?: readonly FilterGroup[];
    };
    result: { readonly crossRef: string };
  };
  changeMonitorFilter: {
    args: { readonly crossRef: string; readonly filterOut: readonly FilterGroup[] };
    result: Nothing;
  };
  monitorStop: { args: { readonly crossRef: string }; result: Nothing };
  snapshotDevice: { args: OfDevice; result: { readonly connections: readonly Endpoint[] } };
  snapshotCall: {
    args: OfConnection;
    result: {
      readonly endpoints: readonly Endpoint[];
      readonly callingDevice?: WireParty;
      readonly calledDevice?: WireParty;
      readonly correlator?: string;
    };
  };
  // System services (ECMA-269 §14).
  systemStatus: { args: { readonly status: SystemStatus }; result: Nothing };
  requestSystemStatus: { args: Nothing; result: { readonly status: SystemStatus } };
  /** The list comes in `switchingFunctionDevices` with the same cross reference. */
  getSwitchingFunctionDevices: { args: Nothing; result: { readonly crossRef: string } };
  switchingFunctionDevices: {
    args: {
      readonly crossRef: string;
      readonly segment?: number;
      readonly isLast: boolean;
      readonly devices: readonly {
        readonly device: DeviceId;
        readonly name?: string;
        /** ECMA-269 §12.2.9: `station`, `acd`, `acdGroup`, `huntGroup`, `trunk` … */
        readonly category?: string;
      }[];
    };
    result: Nothing;
  };
  getSwitchingFunctionCapabilities: {
    args: Nothing;
    result: {
      /** Services and events of the switch by their names in ECMA-269; what is not listed is not there. */
      readonly services: readonly string[];
      readonly events: readonly string[];
    };
  };
  // Routeing (ECMA-269 §14.4).
  routeRegister: { args: { readonly device?: DeviceId }; result: { readonly registerId: string } };
  routeRegisterCancel: { args: { readonly registerId: string }; result: Nothing };
  routeRequest: {
    args: {
      readonly routeingCrossRef: string;
      readonly callingDevice?: WireParty;
      readonly currentRoute?: WireParty;
      readonly connection?: WireConnection;
      readonly correlator?: string;
    };
    result: Nothing;
  };
  reRoute: { args: { readonly routeingCrossRef: string }; result: Nothing };
  routeSelect: {
    args: { readonly routeingCrossRef: string; readonly routeSelected: string };
    result: Nothing;
  };
  routeUsed: {
    args: { readonly routeingCrossRef: string; readonly routeUsed?: WireParty };
    result: Nothing;
  };
  routeEnd: { args: { readonly routeingCrossRef: string }; result: Nothing };
  // Vendor specific and call detail records (ECMA-269 §27, §28).
  /** Opaque: hexadecimal in BER (the content of the private data element), text in XML. */
  escape: {
    args: { readonly privateData: string };
    result: { readonly privateData?: string };
  };
  startCdrTransmission: { args: Nothing; result: { readonly cdrCrossRef: string } };
  stopCdrTransmission: { args: { readonly cdrCrossRef: string }; result: Nothing };
  cdrReport: {
    args: { readonly cdrCrossRef: string; readonly records: readonly CdrRecord[] };
    result: Nothing;
  };
}

export type ServiceName = keyof Services;
export type ServiceArgs<Name extends ServiceName> = Services[Name]['args'];
export type ServiceResult<Name extends ServiceName> = Services[Name]['result'];

/** A service asked for, with its arguments. */
export type CstaRequest = {
  readonly [Name in ServiceName]: { readonly service: Name; readonly args: ServiceArgs<Name> };
}[ServiceName];

/** The positive answer to a service. */
export type CstaResult = {
  readonly [Name in ServiceName]: { readonly service: Name; readonly result: ServiceResult<Name> };
}[ServiceName];
