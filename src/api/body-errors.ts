import type { ErrorObject } from 'ajv';
import { CrosspointError } from '../base/errors.ts';

/** What the schema refused, each with the place and what was expected there. */
export function schemaError(errors: readonly ErrorObject[]): CrosspointError {
  const faults = errors.slice(0, 20).map((error) => ({
    pointer: pointerOf(error),
    message: messageOf(error),
  }));
  const [first] = faults;
  const detail =
    first === undefined ? 'the body does not fit' : `${first.pointer || '/'} ${first.message}`;
  return new CrosspointError('invalid-request', detail, {
    faults,
    position: { source: 'body', pointer: first?.pointer ?? '' },
  });
}

function pointerOf({ keyword, params, instancePath }: ErrorObject): string {
  const member =
    keyword === 'additionalProperties'
      ? (params as { additionalProperty: string }).additionalProperty
      : keyword === 'required'
        ? (params as { missingProperty: string }).missingProperty
        : undefined;
  if (member === undefined) return instancePath;
  return `${instancePath}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function messageOf({ keyword, message, params }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return 'is not known here';
    case 'required':
      return 'is missing';
    case 'enum':
      return `has to be one of ${(params as { allowedValues: unknown[] }).allowedValues.join(', ')}`;
    case 'const':
      return `has to be ${String((params as { allowedValue: unknown }).allowedValue)}`;
    default:
      return message ?? 'does not fit';
  }
}

interface ParserError {
  readonly type?: string;
  readonly status?: number;
  readonly message?: string;
}

/** Errors of express and its body parser in our terms; undefined for anything else. */
export function bodyError(error: unknown): CrosspointError | undefined {
  if (error instanceof CrosspointError) return undefined;
  const { type, status, message = '' } = (error ?? {}) as ParserError;
  switch (type) {
    case 'entity.too.large':
      return new CrosspointError('payload-too-large', message);
    case 'encoding.unsupported':
      return new CrosspointError('unsupported-media-type', message);
    default:
      if (error instanceof URIError || (status !== undefined && status >= 400 && status < 500)) {
        return new CrosspointError('invalid-request', message);
      }
      return undefined;
  }
}
