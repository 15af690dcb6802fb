import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Express, Request, Response } from 'express';
import type { Agent, ServerConfiguration } from '../../schemas/generated/types.ts';
import type { Clock } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Contacts } from '../contact/contacts.ts';
import type { Journal } from '../journal/journal.ts';
import type { Telephony } from '../telephony/telephony.ts';
import type { Authenticator } from './authentication.ts';
import { callRoutes, commandRoutes, simulatorRoutes } from './call-routes.ts';
import { contactRoutes } from './contact-routes.ts';
import { SCHEMAS, asyncApi, errorsPage, openApi } from './documents.ts';
import { apiRouter, problemHandler, unknownRoute } from './http.ts';
import { metricsRegistry } from './metrics.ts';
import { endWithProblem } from './raw-problem.ts';
import type { Route } from './route.ts';
import { Stream } from './stream.ts';
import { eventRoutes, switchRoutes } from './switch-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

export interface ApiServerOptions {
  readonly configuration: Required<ServerConfiguration>;
  readonly telephony: Telephony;
  readonly contacts: Contacts;
  readonly webhooks: Webhooks;
  readonly journal: Journal;
  readonly authenticator: Authenticator;
  readonly agents: readonly Agent[];
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Folder of the built pages. */
  readonly webRoot: string;
}

const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** How long connections are given to end by themselves when the server stops. */
const GOODBYE_MS = 2000;

/** REST, WebSocket and pages on one port. */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #stream: Stream;
  readonly #http;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#stream = new Stream({
      ...options,
      clientQueueKiB: options.configuration.clientQueueKiB,
      takeSnapshot: () => this.#snapshot(),
    });
    const limits = { keepAliveTimeout: 30_000, requestTimeout: 30_000 };
    this.#http = createServer({ ...limits, shouldUpgradeCallback: isWebSocket }, this.#app());
    this.#http.on('clientError', (error, socket) => {
      endWithProblem(socket, new CrosspointError('invalid-request', error.message));
    });
    this.#http.on('upgrade', (request, socket, head) =>
      this.#stream.upgrade(request, socket, head),
    );
  }

  /** Resolves with the address that is served. */
  listen(): Promise<string> {
    const { host, port } = this.#options.configuration;
    return new Promise((resolve, reject) => {
      this.#http.once('error', (cause) => {
        const detail = `${host}:${port} cannot be listened on: ${cause.message}`;
        reject(new CrosspointError('transport-failed', detail, { cause }));
      });
      this.#http.listen(port, host, () => {
        const address = this.#http.address() as AddressInfo;
        const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
        resolve(`http://${name}:${address.port}`);
      });
    });
  }

  /** Takes no more requests, finishes those under way, says goodbye to the streams. */
  async close(): Promise<void> {
    this.#stream.close();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeIdleConnections();
    const timer = this.#options.clock.setTimeout(() => {
      this.#stream.terminate();
      this.#http.closeAllConnections();
    }, GOODBYE_MS);
    await closed;
    this.#options.clock.clear(timer);
  }

  #routes(): Route[] {
    const { telephony, contacts, webhooks, journal } = this.#options;
    return [
      ...switchRoutes(telephony),
      ...callRoutes(telephony),
      ...commandRoutes(telephony),
      ...eventRoutes(journal),
      ...contactRoutes(contacts),
      ...webhookRoutes(webhooks),
      ...simulatorRoutes(telephony),
    ];
  }

  #app(): Express {
    const { log, version, webRoot } = this.#options;
    const routes = this.#routes();
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.set('query parser', false);
    this.#serveHealth(app);
    app.get('/openapi.json', serveDocument(openApi(routes, version)));
    app.get('/asyncapi.json', serveDocument(asyncApi(version)));
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      app.get(`/schemas/${name}`, serveDocument(schema));
    }
    const { configuration } = this.#options;
    app.use(apiRouter(routes, { ...this.#options, ...configuration }));
    this.#serveMetrics(app);
    app.get('/', (_request, response) => response.redirect('/toolbar/'));
    const page = errorsPage();
    app.get('/docs/errors', (_request, response) => {
      setAll(response, PAGE_HEADERS);
      response.type('text/html').end(page);
    });
    app.use(express.static(webRoot, { setHeaders: (response) => setAll(response, PAGE_HEADERS) }));
    app.use(unknownRoute);
    app.use(problemHandler(log));
    return app;
  }

  #serveHealth(app: Express): void {
    const { telephony, journal } = this.#options;
    app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
    app.get('/readyz', (_request, response) => {
      const links = [...telephony.switches.values()].map(({ id, link }) => ({
        id,
        state: link.state,
      }));
      const isReady = !journal.hasFailed && links.every(({ state }) => state === 'up');
      const status = isReady ? 'ready' : 'not-ready';
      response.status(isReady ? 200 : 503).json({ status, journal: !journal.hasFailed, links });
    });
  }

  #serveMetrics(app: Express): void {
    const { authenticator, telephony, journal, webhooks } = this.#options;
    const clientCount = () => this.#stream.clientCount;
    const registry = metricsRegistry({ telephony, journal, webhooks, clientCount });
    app.get('/metrics', async (request: Request, response: Response) => {
      authenticator.byHeader(request.headers.authorization);
      response.type(registry.contentType).end(await registry.metrics());
    });
  }

  #snapshot() {
    const { telephony, journal, agents } = this.#options;
    return {
      sequence: journal.lastSequence,
      switches: [...telephony.switches.values()].map((owner) => owner.view()),
      calls: telephony.calls(),
      agents: [...agents],
    };
  }
}

/** Some clients offer HTTP/2 (`h2c`) with every request: they are answered in HTTP/1.1. */
function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

function serveDocument(document: object) {
  const text = JSON.stringify(document);
  return (_request: Request, response: Response): void => {
    response.type('application/json').end(text);
  };
}

function setAll(response: { setHeader(name: string, value: string): void }, headers: object): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
}
