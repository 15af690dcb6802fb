import type { Codec } from '../../ber/codec.ts';
import {
  PerformanceManagementErrors,
  StateIncompatibilityErrors,
  SubscribedResourceAvailabilityErrors,
  SystemResourceAvailabilityErrors,
} from '../../generated/phase-2.ts';
import type { Refusal } from '../../model/refusal.ts';
import { failureWords, type FailureWords } from '../failure-words.ts';

/** What phase III tells apart and these phases do not, by the nearest word they have. */
const EARLIER: Readonly<Record<string, Refusal>> = {
  invalidParameterValue: { category: 'operation', value: 'valueOutOfRange' },
  serviceNotSupported: { category: 'operation', value: 'invalidFeature' },
  invalidMonitorObject: { category: 'operation', value: 'objectNotKnown' },
  invalidMonitorCrossRefID: { category: 'operation', value: 'invalidCrossRefID' },
  invalidRouteingCrossRefID: { category: 'operation', value: 'invalidCrossRefID' },
  invalidConnectionState: { category: 'state', value: 'invalidObjectState' },
  deviceOutOfService: { category: 'system', value: 'resourceOutOfService' },
};

/**
 * UniversalFailure: the tags count otherwise than in phase III, and security is an operation error.
 */
export function earlyFailures<Failure>(operation: Codec<string | number>): FailureWords<Failure> {
  const words = failureWords<Failure>({
    operation: { member: 'operation', values: operation },
    state: { member: 'stateIncompatibility', values: StateIncompatibilityErrors },
    system: { member: 'systemResourceAvailability', values: SystemResourceAvailabilityErrors },
    subscribed: {
      member: 'subscribedResourceAvailability',
      values: SubscribedResourceAvailabilityErrors,
    },
    performance: { member: 'performanceManagement', values: PerformanceManagementErrors },
  });
  return {
    toFailure: (refusal) => words.toFailure(earlier(refusal)),
    fromFailure: (parameter) => words.fromFailure(parameter),
  };
}

function earlier(refusal: Refusal): Refusal {
  if (refusal.category === 'security') {
    return { category: 'operation', value: 'securityViolation' };
  }
  return EARLIER[refusal.value] ?? refusal;
}
