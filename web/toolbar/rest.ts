import type { Problem } from '../../schemas/generated/types.ts';
import { delayBefore } from './backoff.ts';

/** What the server answered instead of what was asked for. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/v1`. */
  readonly path: string;
  readonly body?: object;
  /** With a key the request may be sent again as often as it takes: it is carried out once. */
  readonly key?: string;
}

/** What the REST client needs of its surroundings. */
export interface RestOptions {
  readonly token: string;
  /** Where the server is, without a slash at the end. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
  readonly now: () => number;
}

/** Network failures and full queues in a row, after which a command is given up. */
const ATTEMPTS = 6;
/** Below this a difference between the clocks is not told from the whole seconds of the header. */
const CLOCKS_AGREE_MS = 2000;

export class Rest {
  readonly #options: RestOptions;
  #clockOffsetMs = 0;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Now, as the server sees it: call times come from its clock. */
  now(): number {
    return this.#options.now() + this.#clockOffsetMs;
  }

  async get<Body>(path: string): Promise<Body> {
    const answer = await this.#send({ method: 'GET', path });
    return (await answer.json()) as Body;
  }

  /** Sends a command until the server has answered it, always under the same key. */
  async command<Body>(request: Request): Promise<Body> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#send(request);
        return (await answer.json()) as Body;
      } catch (error) {
        const waitMs = this.#waitBeforeRetry(error, attempt);
        if (waitMs === undefined) throw toProblemError(error);
        await new Promise<void>((resolve) => void this.#options.after(waitMs, resolve));
      }
    }
  }

  #waitBeforeRetry(error: unknown, attempt: number): number | undefined {
    if (attempt >= ATTEMPTS) return undefined;
    if (!(error instanceof ProblemError)) return delayBefore(attempt, this.#options.random);
    const { status, retryAfterMs } = error.problem;
    return status === 429 && typeof retryAfterMs === 'number' ? retryAfterMs : undefined;
  }

  async #send({ method, path, body, key }: Request): Promise<Response> {
    const { base, token } = this.#options;
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (key !== undefined) headers['idempotency-key'] = key;
    if (body !== undefined) {
      headers['content-type'] =
        method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    }
    const answer = await this.#options.fetch(`${base}/v1${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    this.#readClock(answer);
    if (answer.ok) return answer;
    throw new ProblemError(await problemOf(answer));
  }

  #readClock(answer: Response): void {
    const date = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(date)) return;
    const offset = date - this.#options.now();
    this.#clockOffsetMs = Math.abs(offset) < CLOCKS_AGREE_MS ? 0 : offset;
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  const retryAfter = Number.parseInt(answer.headers.get('retry-after') ?? '', 10);
  const waits = Number.isNaN(retryAfter) ? {} : { retryAfterMs: retryAfter * 1000 };
  const { status } = answer;
  try {
    const problem = (await answer.json()) as Problem;
    if (typeof problem.title === 'string') return { ...problem, ...waits };
  } catch {
    // Something between here and the server answered, in its own words.
  }
  const title = `The server answered ${status}`;
  return {
    type: 'about:blank',
    title,
    status,
    detail: answer.statusText,
    code: 'unknown',
    ...waits,
  };
}

export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError({
    type: 'about:blank',
    title: 'The server cannot be reached',
    status: 0,
    detail: 'The command was sent several times without an answer. It may have been carried out.',
    code: 'transport-failed',
    retryable: true,
  });
}
