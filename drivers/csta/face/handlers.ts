import type { ServiceArgs, ServiceName, ServiceResult } from '../model/requests.ts';

/**
 * What answers the services of a client, one function for each; a service that is not there is refused.
 * A `CrosspointError` is the refusal (./refusals.ts).
 */
export type Handlers = {
  readonly [Name in ServiceName]?: (
    args: ServiceArgs<Name>,
  ) => Promise<ServiceResult<Name>> | ServiceResult<Name>;
};
