import {
  OperationErrors,
  PerformanceManagementErrors,
  PrivateDataErrors,
  SecurityErrors,
  StateIncompatibilityErrors,
  SubscribedResourceAvailabilityErrors,
  SystemResourceAvailabilityErrors,
  type UniversalFailure,
} from '../../generated/phase-3.ts';
import { failureWords } from '../failure-words.ts';

/** UniversalFailure of ECMA-285 §9.11. */
export const FAILURES = failureWords<UniversalFailure>({
  operation: { member: 'operation', values: OperationErrors },
  security: { member: 'security', values: SecurityErrors },
  state: { member: 'stateIncompatibility', values: StateIncompatibilityErrors },
  system: { member: 'systemResourceAvailability', values: SystemResourceAvailabilityErrors },
  subscribed: {
    member: 'subscribedResourceAvailability',
    values: SubscribedResourceAvailabilityErrors,
  },
  performance: { member: 'performanceManagement', values: PerformanceManagementErrors },
  private: { member: 'privateData', values: PrivateDataErrors },
});
