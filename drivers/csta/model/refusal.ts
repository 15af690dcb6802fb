import { CrosspointError, type ErrorCode } from '../../../src/base/errors.ts';

/** Categories of ECMA-269 §12.2.10 universalFailure. */
export type RefusalCategory =
  | 'operation'
  | 'security'
  | 'state'
  | 'system'
  | 'subscribed'
  | 'performance'
  | 'private'
  | 'unspecified';

/** A negative answer: its category and value by their names in ECMA-269 §12.2.10 (a number as text where it has none). */
export interface Refusal {
  readonly category: RefusalCategory;
  readonly value: string;
}

/** Refusals that mean something particular to whoever asked; any other is `switch-rejected`. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  objectNotKnown: 'unknown-device',
  invalidCallingDeviceID: 'unknown-device',
  invalidDeviceID: 'unknown-device',
  invalidMonitorObject: 'unknown-device',
  invalidCallID: 'unknown-call',
  invalidConnectionID: 'unknown-connection',
  invalidCalledDeviceID: 'invalid-destination',
  invalidDestination: 'invalid-destination',
  invalidForwardingDestination: 'invalid-destination',
  serviceNotSupported: 'service-not-supported',
  // Phases I and II have no other word for it.
  invalidFeature: 'service-not-supported',
  invalidObjectState: 'wrong-state',
  invalidConnectionState: 'wrong-state',
  noActiveCall: 'wrong-state',
  noHeldCall: 'wrong-state',
  noCallToClear: 'wrong-state',
  noConnectionToClear: 'wrong-state',
  noCallToAnswer: 'wrong-state',
  noCallToComplete: 'wrong-state',
  resourceBusy: 'resource-busy',
  serviceBusy: 'resource-busy',
  resourceOutOfService: 'device-out-of-service',
  deviceOutOfService: 'device-out-of-service',
  requestTimeout: 'switch-timeout',
};

const REFUSALS: Readonly<Partial<Record<ErrorCode, Refusal>>> = {
  'unknown-device': { category: 'operation', value: 'invalidDeviceID' },
  'unknown-call': { category: 'operation', value: 'invalidCallID' },
  'unknown-connection': { category: 'operation', value: 'invalidConnectionID' },
  'invalid-destination': { category: 'operation', value: 'invalidDestination' },
  'invalid-request': { category: 'operation', value: 'invalidParameterValue' },
  'service-not-supported': { category: 'operation', value: 'serviceNotSupported' },
  'wrong-state': { category: 'state', value: 'invalidObjectState' },
  'resource-busy': { category: 'system', value: 'resourceBusy' },
  'device-out-of-service': { category: 'system', value: 'resourceOutOfService' },
};

/** What a refusal is to whoever asked; the switch's own words stay with it. */
export function toError({ category, value }: Refusal, service: string): CrosspointError {
  const code = CODES[value] ?? 'switch-rejected';
  return new CrosspointError(code, `the switch refused ${service}: ${value}`, {
    switchCause: value,
    rawCause: `${category}.${value}`,
  });
}

/** The refusal a switch would give for an error of ours. */
export function toRefusal(error: CrosspointError): Refusal {
  return REFUSALS[error.code] ?? { category: 'operation', value: 'generic' };
}
