import type { Problem } from '../../schemas/generated/types.ts';
import type { CrosspointError } from './errors.ts';

/** An error as RFC 9457 problem details. */
export function toProblem(error: CrosspointError): Problem {
  const { kind, code } = error;
  // What went wrong inside is for the log, not for the client.
  const detail = code === 'internal' ? kind.title : error.detail;
  const problem: Problem = {
    type: `/docs/errors#${code}`,
    title: kind.title,
    status: kind.status,
    detail,
    code,
    retryable: kind.retryable,
  };
  const cause = error.switchCause ?? kind.csta;
  if (cause !== undefined) problem.cause = cause;
  if (error.rawCause !== undefined) problem.rawCause = error.rawCause;
  if (error.position !== undefined) problem.position = { ...error.position };
  if (error.faults.length > 0) problem.errors = error.faults.map((fault) => ({ ...fault }));
  return problem;
}
