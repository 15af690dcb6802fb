import type { ValidateFunction } from 'ajv';
import type { Principal, Role } from './authentication.ts';
import type { RequestIdentity } from '../telephony/operations.ts';

/** A request as handlers see it: authenticated, its body checked. */
export interface ApiRequest<Body = unknown> {
  readonly principal: Principal;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** For the operation that a command becomes. */
  readonly identity: RequestIdentity;
}

export interface Answer {
  readonly status: number;
  /** JSON; a string is sent as it is and has to be JSON already. */
  readonly body?: unknown;
}

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly type: 'string' | 'integer';
}

/** One address and method of the API: how it is served, and how it is described. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** OpenAPI form: `/v1/calls/{call}/answer`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  readonly roles: readonly Role[];
  readonly query?: readonly QueryParameter[];
  /** Name of a schema in commands.json and its validator. */
  readonly body?: { readonly schema: string; readonly validate: ValidateFunction };
  /** Body may be left out. */
  readonly isBodyOptional?: boolean;
  readonly status: number;
  /** Name of a schema in resources.json; undefined for an answer without a body. */
  readonly answer?: string;
  readonly handle: (request: ApiRequest) => Answer | Promise<Answer>;
}

/** Typed view of the query string; what is not a plain value is refused. */
export interface Query {
  text(name: string): string | undefined;
  /** Throws `invalid-request` where it is not a whole number in the range. */
  integer(name: string, range: { min: number; max: number }): number | undefined;
  /** Throws `invalid-request` for any other word. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined;
  /** Comma-separated. */
  list(name: string): string[];
}
