import type { Webhook } from '../../../schemas/generated/types.ts';

/** A secret as it is kept; never shown, never logged. */
export interface KeptSecret {
  /** `whsec_` and base64. */
  readonly secret: string;
  readonly createdAt: number;
  /** When it stops signing; the one that is in force has no end. */
  readonly expiresAt?: number;
}

/** What has failed so far for the event that is next in line. */
export interface Retry {
  readonly sequence: number;
  readonly attempts: number;
  readonly since: number;
  readonly nextAt: number;
  readonly status?: number;
  readonly error?: string;
}

/** A webhook with where its delivery stands. Times are milliseconds since the epoch. */
export interface KeptWebhook {
  readonly id: string;
  readonly createdAt: number;
  readonly url: string;
  readonly types: readonly string[];
  readonly subjects: readonly string[];
  readonly description?: string;
  readonly enabled: boolean;
  /** The youngest first; two at most. */
  readonly secrets: readonly KeptSecret[];
  /** The last event that is done with: delivered, dead, or not wanted. */
  readonly cursor: number;
  readonly retry?: Retry;
  /** Dead letters since something was delivered. */
  readonly deadInRow: number;
  readonly paused?: { readonly at: number; readonly reason: string };
  /** Events that the journal had dropped before they could be sent. */
  readonly gap?: { readonly after: number; readonly oldest: number };
}

/** How the delivery of one event ended. */
export interface KeptDelivery {
  readonly sequence: number;
  readonly type: string;
  readonly subject: string;
  readonly outcome: 'delivered' | 'dead';
  readonly attempts: number;
  readonly status?: number;
  readonly error?: string;
  readonly at: number;
}

export type WebhookState = Webhook['state'];

export function stateOf({ enabled, paused, retry }: KeptWebhook): WebhookState {
  if (!enabled) return 'disabled';
  if (paused !== undefined) return 'paused';
  return retry === undefined ? 'active' : 'failing';
}

/** The secrets that sign at a moment. */
export function secretsAt({ secrets }: KeptWebhook, now: number): KeptSecret[] {
  return secrets.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
}

/** The webhook as the API shows it: without its secrets. */
export function viewOf(webhook: KeptWebhook, now: number): Webhook {
  const { id, url, types, subjects, description, enabled, cursor, paused, gap, retry } = webhook;
  return {
    id,
    url,
    types: [...types],
    subjects: [...subjects],
    ...(description !== undefined && { description }),
    enabled,
    state: stateOf(webhook),
    cursor,
    createdAt: isoTime(webhook.createdAt),
    secrets: secretsAt(webhook, now).map(({ createdAt, expiresAt }) => ({
      createdAt: isoTime(createdAt),
      ...(expiresAt !== undefined && { expiresAt: isoTime(expiresAt) }),
    })),
    ...(retry !== undefined && { failure: failureOf(retry) }),
    ...(paused !== undefined && { paused: { at: isoTime(paused.at), reason: paused.reason } }),
    ...(gap !== undefined && { gap: { ...gap } }),
  };
}

function failureOf({ sequence, attempts, since, nextAt, status, error }: Retry) {
  return {
    sequence,
    attempts,
    since: isoTime(since),
    nextAttemptAt: isoTime(nextAt),
    ...(status !== undefined && { status }),
    ...(error !== undefined && { error }),
  };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
