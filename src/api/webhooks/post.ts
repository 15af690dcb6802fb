export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What became of a request: the status of the answer, or why there is none. */
export interface Outcome {
  readonly status?: number;
  readonly error?: string;
  /** What `Retry-After` asks for. */
  readonly retryAfterMs?: number;
}

/** Sends one request. Never rejects; a redirect is an answer like any other. */
export type Post = (request: PostRequest) => Promise<Outcome>;

/** The endpoint has taken it. */
export function isTaken({ status = 0 }: Outcome): boolean {
  return status >= 200 && status < 300;
}
