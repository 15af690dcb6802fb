import { createHash } from 'node:crypto';
import express from 'express';
import type { NextFunction, Request, Response, Router } from 'express';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { CrosspointError, toCrosspointError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { toProblem } from '../base/problem.ts';
import type { Journal } from '../journal/journal.ts';
import type { Authenticator, Principal } from './authentication.ts';
import { bodyError, schemaError } from './body-errors.ts';
import { readJson } from './json-body.ts';
import { readQuery } from './query.ts';
import { RateLimiter } from './rate-limiter.ts';
import { problemHeaders } from './raw-problem.ts';
import type { ApiRequest, Route } from './route.ts';

export interface HttpOptions {
  readonly journal: Journal;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly log: Log;
  readonly bodyLimitKiB: number;
  readonly requestsPerSecond: number;
}

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];
const KEY = /^[\x21-\x7e]{1,255}$/;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** The routes as an express router: authentication, limits, bodies, answers, problems. */
export function apiRouter(routes: readonly Route[], options: HttpOptions): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const limiter = new RateLimiter(options.clock, options.requestsPerSecond);
  const readBody = express.raw({ limit: `${options.bodyLimitKiB}kb`, type: JSON_TYPES });
  const principals = new LRUCache<string, Principal>({ max: 1000 });
  const authenticate = (header: string | undefined): Principal => {
    const known = principals.get(header ?? '');
    if (known !== undefined) return known;
    const principal = options.authenticator.byHeader(header);
    principals.set(header ?? '', principal);
    return principal;
  };
  router.use('/v1', (request: Request, response: Response, next: NextFunction) => {
    const principal = authenticate(request.headers.authorization);
    limiter.take(principal.id);
    response.locals['principal'] = principal;
    next();
  });
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const takesBody = route.body !== undefined;
    const handlers = takesBody ? [requireJson, readBody] : [];
    router[route.method](path, ...handlers, async (request: Request, response: Response) => {
      let answer;
      try {
        answer = await route.handle(apiRequest(route, request, response));
      } finally {
        // Nothing is told before it is durable: no acceptance, no state, not even that a call is gone.
        await options.journal.settled();
      }
      send(response, answer.status, answer.body);
    });
  }
  refuseOtherMethods(router, routes);
  return router;
}

/** The last middleware: every error as problem details, every unknown address too. */
export function problemHandler(log: Log) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const typed = bodyError(error) ?? toCrosspointError(error);
    if (typed.kind.status >= 500 && !typed.kind.retryable) {
      log.error('request failed', { error: typed.cause ?? typed });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(response, typed);
  };
}

export function unknownRoute(request: Request): void {
  throw new CrosspointError('unknown-route', `there is nothing at ${request.path.slice(0, 200)}`);
}

function sendProblem(response: Response, error: CrosspointError): void {
  const problem = toProblem(error);
  response.status(problem.status).set(problemHeaders(problem)).end(JSON.stringify(problem));
}

function send(response: Response, status: number, body: unknown): void {
  response.status(status);
  if (body === undefined) response.end();
  else
    response.type('application/json').end(typeof body === 'string' ? body : JSON.stringify(body));
}

function apiRequest(route: Route, request: Request, response: Response): ApiRequest {
  const principal = response.locals['principal'] as Principal;
  if (!route.roles.includes(principal.role)) {
    throw new CrosspointError('forbidden', `${principal.role} may not do ${route.operationId}`);
  }
  const search = request.originalUrl.indexOf('?');
  const query = search < 0 ? '' : request.originalUrl.slice(search + 1);
  const body = checkedBody(route, request.body);
  return {
    principal,
    params: request.params as Record<string, string>,
    query: readQuery(new URLSearchParams(query)),
    body,
    identity: identityOf(request, principal, body),
  };
}

function checkedBody(route: Route, given: unknown): unknown {
  if (route.body === undefined) return undefined;
  const isGiven = given instanceof Uint8Array && given.length > 0;
  const body = isGiven ? readJson(given) : route.isBodyOptional === true ? {} : undefined;
  if (body === undefined) throw new CrosspointError('invalid-request', 'a JSON body is needed');
  if (!route.body.validate(body)) throw schemaError(route.body.validate.errors ?? []);
  return body;
}

function identityOf(request: Request, principal: Principal, body: unknown) {
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || !KEY.test(key))) {
    const detail = 'Idempotency-Key has to be 1 to 255 visible ASCII characters';
    throw new CrosspointError('invalid-request', detail, { position: { source: 'header' } });
  }
  const given = request.headers['traceparent'];
  const traceparent = typeof given === 'string' && TRACEPARENT.test(given) ? given : undefined;
  const digest = createHash('sha256')
    .update(`${request.method} ${request.path}\n${canonical(body)}`)
    .digest('base64url');
  return { key, principal: principal.id, digest, traceparent };
}

/** The same text for the same JSON, in whatever order its members were sent. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

function requireJson(request: Request, _response: Response, next: NextFunction): void {
  const length = request.headers['content-length'];
  const hasBody =
    (length !== undefined && length !== '0') || 'transfer-encoding' in request.headers;
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';');
  const isUtf8 = parameters.every((parameter) => !/^\s*charset=(?!"?utf-?8"?\s*$)/.test(parameter));
  if (hasBody && !(JSON_TYPES.includes(type.trim()) && isUtf8)) {
    throw new CrosspointError(
      'unsupported-media-type',
      'the body has to be application/json in UTF-8',
    );
  }
  next();
}

function refuseOtherMethods(router: Router, routes: readonly Route[]): void {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) {
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) {
    router.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (request: Request, response: Response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new CrosspointError(
        'method-not-allowed',
        `${request.method} is not among ${allowed.join(', ')}`,
      );
    });
  }
}
