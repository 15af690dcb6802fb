import type { Aare, Aarq, Abrt, Rlre, Rlrq } from '../generated/acse.ts';
import type { ArgumentOf, OperationTable, ResultOf } from './operation-table.ts';

/** One PDU as an application sees it, whatever the phase: ROSE (ITU-T X.229) or ACSE (X.227). */
export type Pdu =
  | { readonly invoke: Invoke }
  | { readonly returnResult: ReturnResult }
  | { readonly returnError: ReturnError }
  | { readonly reject: Reject }
  | AcsePdu;

export type AcsePdu =
  | { readonly aarq: Aarq }
  | { readonly aare: Aare }
  | { readonly rlrq: Rlrq }
  | { readonly rlre: Rlre }
  | { readonly abrt: Abrt };

/** The same with what the operations of one table carry. */
export type PduWith<Table extends OperationTable, Failure> =
  | { readonly invoke: InvokeWith<Table> }
  | { readonly returnResult: ReturnResultWith<Table> }
  | { readonly returnError: ReturnErrorWith<Failure> }
  | { readonly reject: Reject }
  | AcsePdu;

interface InvocationPart {
  readonly invokeId: number;
  /** What stood behind the components of the PDU, each element in hex. */
  readonly $unknown?: readonly string[];
}

export interface Invoke extends InvocationPart {
  /** The invocation this one belongs to. */
  readonly linkedId?: number;
  /** The name in the phase's table; the code where it has none. */
  readonly operation: string | number;
  /** Hex of the element where the table has no codec. */
  readonly argument?: unknown;
}

export interface ReturnResult extends InvocationPart {
  /** Absent, with the result, where the PDU has nothing but its invoke id. */
  readonly operation?: string | number;
  readonly result?: unknown;
}

export interface ReturnError extends InvocationPart {
  readonly error: 'universalFailure' | number;
  /** UniversalFailure of the phase; hex for an error that has only a number. */
  readonly parameter?: unknown;
}

export interface Reject {
  /** null where the rejected PDU's could not be read. */
  readonly invokeId: number | null;
  readonly problem: RejectProblem;
  readonly $unknown?: readonly string[];
}

/** Numbers as in X.229: general 0 unrecognized PDU, 1 mistyped PDU, 2 badly structured PDU; invoke 0
 * duplicate invocation, 1 unrecognized operation, 2 mistyped argument, 3 resource limitation … */
export type RejectProblem =
  | { readonly general: number }
  | { readonly invoke: number }
  | { readonly returnResult: number }
  | { readonly returnError: number }
  | { readonly $unknown: string };

export type InvokeWith<Table extends OperationTable> = InvocationPart & {
  readonly linkedId?: number;
} & (
    | {
        readonly [Name in keyof Table & string]: {
          readonly operation: Name;
          readonly argument?: ArgumentOf<Table[Name]>;
        };
      }[keyof Table & string]
    | { readonly operation: number; readonly argument?: string }
  );

export type ReturnResultWith<Table extends OperationTable> = InvocationPart &
  (
    | {
        readonly [Name in keyof Table & string]: {
          readonly operation: Name;
          readonly result?: ResultOf<Table[Name]>;
        };
      }[keyof Table & string]
    | { readonly operation: number; readonly result?: string }
    | { readonly operation?: undefined; readonly result?: undefined }
  );

export type ReturnErrorWith<Failure> = InvocationPart &
  (
    | { readonly error: 'universalFailure'; readonly parameter?: Failure }
    | { readonly error: number; readonly parameter?: string }
  );
