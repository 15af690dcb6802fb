import type { EventReport } from '../model/event-report.ts';
import type { Refusal } from '../model/refusal.ts';
import type { ServiceArgs, ServiceName, ServiceResult } from '../model/requests.ts';

/** How one service is said in one phase: the operation, and its values in the shape of generated/. */
export interface Words<Name extends ServiceName, Argument = never, Result = never> {
  /** Its name in the table of operations (../pdu/operations-phase-N.ts). */
  readonly operation: string;
  toArgument(args: ServiceArgs<Name>): unknown;
  /**
   * `undefined` where the argument is that of another service under the same operation (divertCall of
   * phases I and II is three services of phase III).
   */
  fromArgument(argument: Argument): ServiceArgs<Name> | undefined;
  /** `null` for a service that is answered by NULL, `undefined` for one that is never answered. */
  toResult(result: ServiceResult<Name>): unknown;
  fromResult(result: Result): ServiceResult<Name>;
  /** Nothing answers it in this phase. */
  readonly isUnanswered?: true;
}

/** The words of one phase. A service that is not in it cannot be said. */
export interface Vocabulary {
  readonly services: { readonly [Name in ServiceName]?: Words<Name> };
  /** `undefined` for an event that the phase has no words for. */
  toReport(report: EventReport): unknown;
  /** @throws {CrosspointError} `malformed-frame` where the report means nothing without what it lacks */
  fromReport(argument: unknown): EventReport;
  /** The parameter of universalFailure. */
  toFailure(refusal: Refusal): unknown;
  fromFailure(parameter: unknown): Refusal;
}

/** Lets the compiler hold the words of a service to the types of its operation. */
export function words<Name extends ServiceName, Argument, Result>(
  said: Words<Name, Argument, Result>,
): Words<Name> {
  return said;
}

/** The result of a service that only says yes. */
export const YES = {
  toResult: () => null,
  fromResult: () => undefined,
} as const;
