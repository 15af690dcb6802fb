import type { Clock } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';

/** `fetch` as it is given in, so that tests need no network. */
export type Fetch = typeof globalThis.fetch;

export interface JsonRequest {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const LONGEST_ANSWER = 1024 * 1024;
const MOST_REDIRECTS = 3;

/**
 * Gets a JSON document; undefined where the answer is that there is none (204, 404). Everything else
 * rejects with `transport-failed`. A redirect is followed within the same origin only: the headers hold
 * secrets.
 */
export async function getJson(request: JsonRequest): Promise<unknown> {
  const { clock, timeoutMs, signal } = request;
  const timeout = new AbortController();
  const timer = clock.setTimeout(() => {
    timeout.abort(failure(`no answer within ${timeoutMs} ms`));
  }, timeoutMs);
  const either = AbortSignal.any([signal, timeout.signal]);
  try {
    return await withSignal(either, answerOf(request, either));
  } catch (error) {
    if (error instanceof CrosspointError) throw error;
    const reason: unknown = either.aborted ? either.reason : undefined;
    if (reason instanceof CrosspointError) throw reason;
    throw failure(error instanceof Error ? error.message : String(error), error);
  } finally {
    clock.clear(timer);
  }
}

async function answerOf(request: JsonRequest, signal: AbortSignal): Promise<unknown> {
  const { fetch, headers } = request;
  let url = new URL(request.url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'manual',
      signal,
    });
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      url = redirected(url, response.headers.get('location'));
      continue;
    }
    if (status === 404 || status === 204) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw failure(`HTTP status ${status}`);
    }
    return parsed(await boundedText(response));
  }
  throw failure(`more than ${MOST_REDIRECTS} redirects`);
}

function redirected(from: URL, location: string | null): URL {
  if (location === null || !URL.canParse(location, from.href))
    throw failure('a redirect to nowhere');
  const to = new URL(location, from.href);
  if (to.origin !== from.origin) throw failure('a redirect to another host');
  return to;
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let octets = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  if (body === null) return text;
  // Leaving the loop cancels the rest.
  for await (const chunk of body) {
    octets += chunk.byteLength;
    if (octets > LONGEST_ANSWER) throw failure(`an answer over ${LONGEST_ANSWER} octets`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw failure('the answer is not JSON', error);
  }
}

/** A `fetch` that does not heed its signal holds nobody up. */
function withSignal<Result>(signal: AbortSignal, result: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject);
  });
}

function failure(detail: string, cause?: unknown): CrosspointError {
  return new CrosspointError('transport-failed', detail, { cause });
}
