import type { ServiceArgs, ServiceName, ServiceResult } from '../model/requests.ts';
import type { ArgumentOf, OperationTable, ResultOf } from '../pdu/operation-table.ts';
import type { Words } from './vocabulary.ts';

/** The words of one service, in the types of the operation that it is said by. */
export interface TypedWords<Name extends ServiceName, Argument, Result> {
  toArgument(args: ServiceArgs<Name>): Argument;
  /** See `Words`. */
  fromArgument(argument: Argument): ServiceArgs<Name> | undefined;
  /** `undefined` for a service that is never answered. */
  toResult(result: ServiceResult<Name>): Result | undefined;
  fromResult(result: Result): ServiceResult<Name>;
}

/** Says a service by an operation of a phase's table, and holds its words to the types of that operation. */
export type Say<Table extends OperationTable> = <
  Name extends ServiceName,
  Op extends keyof Table & string,
>(
  service: Name,
  operation: Op,
  words: TypedWords<Name, ArgumentOf<Table[Op]>, ResultOf<Table[Op]>>,
) => Words<Name>;

export function sayBy<Table extends OperationTable>(): Say<Table> {
  return (_service, operation, words) => ({ operation, ...words });
}
