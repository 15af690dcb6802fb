import type { Codec } from '../ber/codec.ts';

export type { Codec } from '../ber/codec.ts';
export { Any, Null } from '../ber/codec.ts';

/**
 * One remote operation of a phase. Without a codec the argument or result is kept as the hex of its
 * element; a service that is answered by NULL alone has the result `Null`.
 */
export interface Operation {
  readonly code: number;
  readonly argument?: Codec<unknown>;
  readonly result?: Codec<unknown>;
}

/**
 * The operations of one phase by their name, to be declared `as const satisfies OperationTable`:
 *
 * ```ts
 * import { MakeCallArgument, MakeCallResult } from '../generated/phase-3.ts';
 * import type { OperationTable } from './operation-table.ts';
 *
 * export const PHASE_3_OPERATIONS = {
 *   makeCall: { code: 10, argument: MakeCallArgument, result: MakeCallResult },
 * } as const satisfies OperationTable;
 * ```
 */
export type OperationTable = Readonly<Record<string, Operation>>;

/** The value of an operation's argument; hex where the table has no codec. */
export type ArgumentOf<Op extends Operation> = Op extends { argument: Codec<infer T> } ? T : string;

/** The value of an operation's result; hex where the table has no codec. */
export type ResultOf<Op extends Operation> = Op extends { result: Codec<infer T> } ? T : string;

/** What one phase puts into the PDUs of ROSE. */
export interface Vocabulary {
  readonly operations: OperationTable;
  readonly byCode: ReadonlyMap<number, NamedOperation>;
  /** The parameter of the one error there is. */
  readonly universalFailure: Codec<unknown>;
}

export interface NamedOperation extends Operation {
  readonly name: string;
}

export function vocabularyOf(
  operations: OperationTable,
  universalFailure: Codec<unknown>,
): Vocabulary {
  const named = Object.entries(operations).map(([name, operation]) => ({ name, ...operation }));
  return { operations, byCode: new Map(named.map((one) => [one.code, one])), universalFailure };
}
