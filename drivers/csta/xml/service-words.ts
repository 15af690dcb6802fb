import type { ServiceArgs, ServiceName, ServiceResult } from '../model/requests.ts';
import { nothing, type Shape } from './shape.ts';

/** The two documents of one service. */
export interface ServiceWords<Name extends ServiceName> {
  /** The root element of the request. */
  readonly request: string;
  /** The root of the positive response; a service without one is never answered but by an error. */
  readonly response: string | undefined;
  readonly args: Shape<ServiceArgs<Name>>;
  readonly result: Shape<ServiceResult<Name>>;
}

export type ServicesOf<Name extends ServiceName> = {
  readonly [N in Name]: ServiceWords<N>;
};

/** A service whose response has a name made from the request's and says nothing. */
export function plain<Name extends ServiceName>(
  request: string,
  args: Shape<ServiceArgs<Name>>,
): ServiceWords<Name> {
  return answered<Name>(request, args, nothing);
}

export function answered<Name extends ServiceName>(
  request: string,
  args: Shape<ServiceArgs<Name>>,
  result: Shape<ServiceResult<Name>>,
): ServiceWords<Name> {
  return { request, response: `${request}Response`, args, result };
}

/** A service that is told, not asked (ECMA-269, service flow without acknowledgement). */
export function told<Name extends ServiceName>(
  request: string,
  args: Shape<ServiceArgs<Name>>,
): ServiceWords<Name> {
  return {
    request,
    response: undefined,
    args,
    result: nothing,
  };
}
