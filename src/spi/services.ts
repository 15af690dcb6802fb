import type { ConnectionId } from './connection.ts';

/** Two calls of one device: the one it talks in and the one it holds. */
interface HeldAndActive {
  readonly heldCall: ConnectionId;
  readonly activeCall: ConnectionId;
}

/**
 * What a switch can be asked to do: the services of ECMA-269 §15…17 by their names there, each with
 * its arguments and its positive answer. A refusal is a `CrosspointError`.
 */
export interface Services {
  makeCall: {
    args: {
      readonly callingDevice: string;
      readonly calledNumber: string;
      /** Let the calling phone go off hook by itself where it can. */
      readonly autoOriginate?: boolean;
      /** Comes back in the events of the call, where the switch has `correlatorData`. */
      readonly correlator?: string;
    };
    answer: { readonly initiatedCall: ConnectionId };
  };
  answerCall: { args: { readonly connection: ConnectionId }; answer: void };
  clearConnection: { args: { readonly connection: ConnectionId }; answer: void };
  clearCall: { args: { readonly call: string }; answer: void };
  holdCall: { args: { readonly connection: ConnectionId }; answer: void };
  retrieveCall: { args: { readonly connection: ConnectionId }; answer: void };
  consultationCall: {
    args: {
      /** Connected; is held by this service. */
      readonly existingCall: ConnectionId;
      readonly consultedNumber: string;
      readonly correlator?: string;
    };
    answer: { readonly initiatedCall: ConnectionId };
  };
  alternateCall: { args: HeldAndActive; answer: void };
  reconnectCall: { args: HeldAndActive; answer: void };
  transferCall: { args: HeldAndActive; answer: void };
  conferenceCall: { args: HeldAndActive; answer: void };
  singleStepTransferCall: {
    args: { readonly activeCall: ConnectionId; readonly transferredTo: string };
    answer: void;
  };
  deflectCall: {
    args: { readonly connection: ConnectionId; readonly newDestination: string };
    answer: void;
  };
  directedPickupCall: {
    args: { readonly callToBePickedUp: ConnectionId; readonly requestingDevice: string };
    answer: void;
  };
  parkCall: {
    args: { readonly connection: ConnectionId; readonly parkTo: string };
    answer: void;
  };
  generateDigits: {
    args: {
      readonly connection: ConnectionId;
      /** 0-9 * # A-D, at most 64. */
      readonly digits: string;
      readonly durationMs?: number;
    };
    answer: void;
  };
  setDoNotDisturb: { args: { readonly device: string; readonly isOn: boolean }; answer: void };
  setForwarding: {
    args: { readonly device: string; readonly forwardTo: string | undefined };
    answer: void;
  };
  /** Events about this device's calls are wanted (§15.1). Without it the link tells nothing. */
  monitorStart: { args: { readonly device: string }; answer: void };
  monitorStop: { args: { readonly device: string }; answer: void };
}

export type ServiceName = keyof Services;
export type ServiceArgs<Name extends ServiceName> = Services[Name]['args'];
export type ServiceAnswer<Name extends ServiceName> = Services[Name]['answer'];

/** Every service, for code that goes through them. */
export const SERVICES = [
  'makeCall',
  'answerCall',
  'clearConnection',
  'clearCall',
  'holdCall',
  'retrieveCall',
  'consultationCall',
  'alternateCall',
  'reconnectCall',
  'transferCall',
  'conferenceCall',
  'singleStepTransferCall',
  'deflectCall',
  'directedPickupCall',
  'parkCall',
  'generateDigits',
  'setDoNotDisturb',
  'setForwarding',
  'monitorStart',
  'monitorStop',
] as const satisfies readonly ServiceName[];

/**
 * What a link can do: the services it takes, and three properties of its events. `correlatorData`:
 * the correlator of a request comes back in the events of its call. `callingName`: names are told.
 * `digitsReported`: keys pressed in a call are told.
 */
export type Capability = ServiceName | 'correlatorData' | 'callingName' | 'digitsReported';
