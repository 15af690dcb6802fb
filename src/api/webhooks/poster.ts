import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { Agent, request as requestHttp } from 'node:http';
import { Agent as AgentTls, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { AddressGuard } from './address-guard.ts';
import { hostOf } from './address-guard.ts';
import type { Outcome, PostRequest } from './post.ts';

/** All addresses that a name leads to. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface PosterOptions {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  /** For the name, the connection and the whole answer. */
  readonly timeoutMs: number;
  readonly resolve?: Resolve;
}

/** Octets of an answer that are read; what it says does not matter, only its status. */
const LONGEST_ANSWER = 64 * 1024;
const IDLE_MS = 30_000;

interface Exchange extends PostRequest {
  readonly addresses: readonly LookupAddress[];
}

/**
 * Posts webhooks. The name is resolved here, every address it leads to is checked, and the connection
 * is made to what was checked: a name that leads elsewhere a moment later changes nothing. No redirect
 * is followed.
 */
export class Poster {
  readonly #options: PosterOptions;
  readonly #agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  readonly #agentTls = new AgentTls({ keepAlive: true, timeout: IDLE_MS });

  constructor(options: PosterOptions) {
    this.#options = options;
  }

  /** Never rejects: a failure is an outcome. */
  readonly post = async (request: PostRequest): Promise<Outcome> => {
    const { clock, timeoutMs } = this.#options;
    const ending = new AbortController();
    let isLate = false;
    const timer = clock.setTimeout(() => {
      isLate = true;
      ending.abort();
    }, timeoutMs);
    const giveUp = () => ending.abort();
    if (request.signal.aborted) giveUp();
    // A signal made of both would be kept alive by the longer-lived one.
    request.signal.addEventListener('abort', giveUp);
    try {
      const { signal } = ending;
      return await abortable(signal, this.#answer({ ...request, signal }));
    } catch (error) {
      if (isLate) return { error: `no answer within ${timeoutMs} ms` };
      return { error: reasonOf(error) };
    } finally {
      clock.clear(timer);
      request.signal.removeEventListener('abort', giveUp);
    }
  };

  /** Cuts idle connections; whoever has something under way aborts it. */
  close(): void {
    this.#agent.destroy();
    this.#agentTls.destroy();
  }

  async #answer(request: PostRequest): Promise<Outcome> {
    const { guard, resolve = resolveAll } = this.#options;
    const refusal = guard.refusalOfUrl(request.url);
    if (refusal !== undefined) return { error: refusal };
    const host = hostOf(new URL(request.url));
    const family = isIP(host);
    const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
    if (addresses.length === 0) return { error: 'the name has led to no address' };
    for (const { address } of addresses) {
      const reason = guard.refusalOfAddress(address);
      if (reason !== undefined) return { error: reason };
    }
    request.signal.throwIfAborted();
    const exchange = { ...request, addresses };
    try {
      return await this.#exchange(exchange);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return this.#exchange(exchange);
    }
  }

  #exchange(exchange: Exchange): Promise<Outcome> {
    const { url, headers, body, signal, addresses } = exchange;
    const isTls = url.startsWith('https:');
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      lookup: pinned(addresses),
      signal,
    };
    return new Promise((resolve, reject) => {
      const outgoing = isTls
        ? requestHttps(url, { ...options, agent: this.#agentTls })
        : requestHttp(url, { ...options, agent: this.#agent });
      outgoing.on('response', (incoming) => readAnswer(incoming).then(resolve, reject));
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
        reject(isStale ? new StaleConnection() : error);
      });
      outgoing.end(body);
    });
  }
}

/** The other side has closed an idle connection at the moment in which it was used again. */
class StaleConnection extends Error {
  readonly code = 'ECONNRESET';
}

function readAnswer(incoming: IncomingMessage): Promise<Outcome> {
  const status = incoming.statusCode ?? 0;
  const seconds = /^\d{1,6}$/.exec(incoming.headers['retry-after'] ?? '')?.[0];
  const outcome = {
    status,
    ...(seconds !== undefined && { retryAfterMs: Number(seconds) * 1000 }),
  };
  return new Promise((resolve, reject) => {
    let octets = 0;
    incoming.on('data', (chunk: Buffer) => {
      octets += chunk.length;
      if (octets <= LONGEST_ANSWER) return;
      resolve(outcome);
      incoming.destroy();
    });
    incoming.on('end', () => resolve(outcome));
    incoming.on('error', reject);
  });
}

/** Gives out what was checked, whatever the name would lead to now. */
function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first = { address: '', family: 4 }] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

async function resolveAll(host: string): Promise<readonly LookupAddress[]> {
  return lookup(host, { all: true, verbatim: true });
}

/** A name server that does not answer holds nobody up. */
function abortable<Result>(signal: AbortSignal, result: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('given up'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject);
  });
}

/** The code of the failure alone: messages of sockets name addresses of the inner net. */
function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? `the connection failed: ${code}` : 'the connection failed';
}
