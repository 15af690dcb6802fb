/** One row of the error table: what a client is told, and what a program may do about it. */
export interface ErrorKind {
  readonly title: string;
  /** HTTP status where the error answers a request. */
  readonly status: number;
  /** The nearest CSTA operation error (ECMA-269, clause 12), where the switch model has one. */
  readonly csta?: string;
  /** The same request may succeed later without a change. */
  readonly retryable: boolean;
}

/**
 * Every error code there is. docs/errors.md lists the same codes for readers; a test holds the two
 * together.
 */
export const ERRORS = {
  'invalid-configuration': kind('The configuration does not fit its schema', 500),
  'malformed-json': kind('The body is not JSON', 400),
  'invalid-request': kind('The request does not fit its schema', 400, 'invalidParameterValue'),
  unauthenticated: kind('No valid token was given', 401),
  forbidden: kind('The role of this token may not do that', 403),
  'unknown-route': kind('There is nothing at this address', 404),
  'unknown-switch': kind('No such switch', 404),
  'unknown-device': kind('No such device', 404, 'invalidDeviceID'),
  'unknown-call': kind('No such call', 404, 'invalidCallID'),
  'unknown-connection': kind('The device has no part in this call', 404, 'invalidConnectionID'),
  'unknown-operation': kind('No such operation', 404),
  'unknown-contact': kind('No such contact', 404),
  'unknown-webhook': kind('No such webhook', 404),
  'method-not-allowed': kind('The address does not take this method', 405),
  'wrong-state': kind('The connection is not in a state for this', 409, 'invalidObjectState'),
  'too-many-webhooks': kind('There are as many webhooks as there may be', 409),
  'idempotency-key-reused': kind('The key was used for another request', 409),
  'payload-too-large': kind('The body is over the limit', 413),
  'unsupported-media-type': kind('The body is not of a type that is read here', 415),
  'invalid-destination': kind('The number cannot be dialled', 422, 'invalidDestination'),
  'service-not-supported': kind('The switch cannot do this', 422, 'serviceNotSupported'),
  'too-many-requests': kind('Too many requests', 429, 'outstandingRequestLimitExceeded', true),
  'switch-rejected': kind('The switch refused', 502, 'generic'),
  'resource-busy': kind('The switch has no free resource', 503, 'resourceBusy', true),
  'device-out-of-service': kind('The device is out of service', 503, 'resourceOutOfService', true),
  'link-down': kind('The link to the switch is down', 503, 'resourceOutOfService', true),
  'shutting-down': kind('The server is stopping', 503, undefined, true),
  'switch-timeout': kind('The switch did not answer in time', 504, 'requestTimeout', true),
  interrupted: kind('The server stopped before the outcome was known', 504, undefined, true),
  'slow-consumer': kind('The client reads too slowly', 503, undefined, true),
  'unexpected-message': kind('This stream takes no messages from the client', 400),
  'malformed-frame': kind('The frame does not follow its protocol', 502),
  'transport-failed': kind('The connection to the other side failed', 502, undefined, true),
  'native-unavailable': kind('The board engine is not built on this machine', 503),
  'board-removed': kind('The board has been pulled out', 503, 'resourceOutOfService'),
  'unreadable-sound': kind('The sound cannot be read', 422),
  'unwritable-sound': kind('The recording cannot be written', 503, undefined, true),
  'journal-failed': kind('The journal cannot be written', 500),
  internal: kind('Something is wrong in this server', 500),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** Where in the input a fault lies. */
export interface ErrorPosition {
  /** A file name, `body`, `query` … */
  readonly source?: string;
  readonly line?: number;
  readonly column?: number;
  /** Octets from the start of a frame. */
  readonly offset?: number;
  /** JSON pointer (RFC 6901) into a document. */
  readonly pointer?: string;
}

/** One of several faults in a document. */
export interface Fault {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly message: string;
}

export interface ErrorDetails {
  /** Every fault, where more than one was found at once. */
  readonly faults?: readonly Fault[];
  readonly position?: ErrorPosition;
  /** The CSTA cause or error of the switch, in the standard's word. */
  readonly switchCause?: string;
  /** What the switch said, unchanged. */
  readonly rawCause?: string;
  readonly cause?: unknown;
}

/** The one error class for everything that can go wrong in operation. */
export class CrosspointError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly position: ErrorPosition | undefined;
  readonly switchCause: string | undefined;
  readonly rawCause: string | undefined;
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, detail: string, details: ErrorDetails = {}) {
    super(`${code}: ${detail}`, { cause: details.cause });
    this.name = 'CrosspointError';
    this.code = code;
    this.detail = detail;
    this.position = details.position;
    this.switchCause = details.switchCause;
    this.rawCause = details.rawCause;
    this.faults = details.faults ?? [];
  }

  get kind(): ErrorKind {
    return ERRORS[this.code];
  }
}

/** Any thrown thing as one of ours; what is not known becomes `internal` and keeps its cause. */
export function toCrosspointError(error: unknown): CrosspointError {
  if (error instanceof CrosspointError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new CrosspointError('internal', detail, { cause: error });
}

function kind(title: string, status: number, csta?: string, retryable = false): ErrorKind {
  return csta === undefined ? { title, status, retryable } : { title, status, csta, retryable };
}
