import type {
  Webhook,
  WebhookDeliveryList,
  WebhookInput,
  WebhookTrial,
  WebhookWithSecret,
  WebhooksConfiguration,
} from '../../../schemas/generated/types.ts';
import type { Clock } from '../../base/clock.ts';
import { CrosspointError } from '../../base/errors.ts';
import { Ids } from '../../base/ids.ts';
import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { Journal } from '../../journal/journal.ts';
import type { AddressGuard } from './address-guard.ts';
import type { WebhookCounters } from './endpoint.ts';
import { Endpoint } from './endpoint.ts';
import type { Post } from './post.ts';
import { isTaken } from './post.ts';
import { newSecret } from './secret.ts';
import type { KeptSecret, KeptWebhook, WebhookState } from './webhook.ts';
import { isoTime, secretsAt, stateOf, viewOf } from './webhook.ts';
import type { DeliveryQuery, WebhookStore } from './webhook-store.ts';

export interface WebhooksOptions {
  readonly configuration: Required<WebhooksConfiguration>;
  readonly journal: Journal;
  readonly store: WebhookStore;
  readonly guard: AddressGuard;
  readonly post: Post;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** How long the former secret signs beside the new one unless told otherwise. */
const OVERLAP_HOURS = 24;
const HOUR_MS = 3_600_000;

/** All webhooks: who they are for the API, and their delivery. */
export class Webhooks {
  readonly counters: WebhookCounters = { delivered: 0, failedAttempts: 0, dead: 0 };
  readonly #options: WebhooksOptions;
  readonly #ids: Ids;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #trials = new Set<string>();
  #stopListening: (() => void) | undefined;

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#ids = new Ids(options.clock, options.random);
    for (const webhook of options.store.all()) this.#add(webhook);
  }

  /** Goes on where every webhook stood. */
  start(): void {
    const { events } = this.#options.journal;
    this.#stopListening = events.on('durable', (group) => {
      for (const endpoint of this.#endpoints.values()) endpoint.hear(group);
    });
    for (const endpoint of this.#endpoints.values()) endpoint.pump();
  }

  /** Aborts what is under way and closes the store. */
  close(): void {
    this.#stopListening?.();
    for (const endpoint of this.#endpoints.values()) endpoint.close();
    this.#options.store.close();
  }

  list(): Webhook[] {
    return [...this.#endpoints.values()].map(({ webhook }) => this.#view(webhook));
  }

  /** How many webhooks are in each state. */
  get states(): Record<WebhookState, number> {
    const count = { active: 0, failing: 0, paused: 0, disabled: 0 };
    for (const { webhook } of this.#endpoints.values()) count[stateOf(webhook)] += 1;
    return count;
  }

  /** Throws `unknown-webhook`, as everything below does. */
  get(id: string): Webhook {
    return this.#view(this.#endpoint(id).webhook);
  }

  /** Begins with what happens next. Throws `invalid-request`, or `too-many-webhooks`. */
  create(input: WebhookInput): WebhookWithSecret {
    const { clock, configuration, store, journal } = this.#options;
    this.#checkUrl(input.url);
    if (this.#endpoints.size >= configuration.maxWebhooks) {
      const detail = `there are ${configuration.maxWebhooks} webhooks already`;
      throw new CrosspointError('too-many-webhooks', detail);
    }
    const secret = newSecret();
    const webhook: KeptWebhook = {
      ...settingsOf(input),
      id: this.#ids.next('wh'),
      createdAt: clock.now(),
      secrets: [{ secret, createdAt: clock.now() }],
      // What is not durable yet may still be lost, and its number given to something else.
      cursor: journal.durableSequence,
      deadInRow: 0,
    };
    store.save(webhook);
    this.#add(webhook).pump();
    return { ...this.#view(webhook), secret };
  }

  /** Replaces the settings. A webhook that was paused or waited goes on at once. */
  put(id: string, input: WebhookInput): Webhook {
    const endpoint = this.#endpoint(id);
    this.#checkUrl(input.url);
    const { createdAt, secrets, cursor } = endpoint.webhook;
    endpoint.change({
      ...settingsOf(input),
      id,
      createdAt,
      secrets,
      cursor,
      deadInRow: 0,
    });
    return this.get(id);
  }

  delete(id: string): void {
    this.#endpoint(id).close();
    this.#endpoints.delete(id);
    this.#options.store.delete(id);
  }

  /** Makes a new secret; the former signs beside it for a while. */
  rotateSecret(id: string, overlapHours = OVERLAP_HOURS): WebhookWithSecret {
    const endpoint = this.#endpoint(id);
    const now = this.#options.clock.now();
    const { webhook } = endpoint;
    const former: KeptSecret[] = secretsAt(webhook, now)
      .slice(0, 1)
      .map(({ secret, createdAt }) => ({
        secret,
        createdAt,
        expiresAt: now + overlapHours * HOUR_MS,
      }));
    const secret = newSecret();
    endpoint.signWith([{ secret, createdAt: now }, ...former]);
    return { ...this.get(id), secret };
  }

  /** Sends every wanted event after a sequence again. Throws `invalid-request` for one that is not kept. */
  replay(id: string, after: number): Webhook {
    const endpoint = this.#endpoint(id);
    const { journal } = this.#options;
    const oldest = Math.max(0, journal.oldestSequence - 1);
    if (after < oldest || after > journal.durableSequence) {
      const detail = `after has to be from ${oldest} to ${journal.durableSequence}: the journal keeps that`;
      throw new CrosspointError('invalid-request', detail, {
        position: { source: 'body', pointer: '/after' },
      });
    }
    endpoint.replay(after);
    return this.get(id);
  }

  /** Sends a signed `webhook.test` at once, beside the order. One at a time for each webhook. */
  async test(id: string): Promise<WebhookTrial> {
    const endpoint = this.#endpoint(id);
    if (this.#trials.has(id)) {
      throw new CrosspointError('too-many-requests', 'a test of this webhook is under way');
    }
    const { clock } = this.#options;
    const startedAt = clock.now();
    const message = this.#ids.next('test');
    const body = JSON.stringify({
      specversion: '1.0',
      id: message,
      source: 'crosspoint',
      type: 'webhook.test',
      subject: id,
      time: isoTime(startedAt),
      datacontenttype: 'application/json',
      data: {},
    });
    this.#trials.add(id);
    try {
      const outcome = await endpoint.send(message, body);
      const { status, error } = outcome;
      return {
        delivered: isTaken(outcome),
        latencyMs: Math.round(clock.now() - startedAt),
        ...(status !== undefined && { status }),
        ...(error !== undefined && { error }),
      };
    } finally {
      this.#trials.delete(id);
    }
  }

  /** How deliveries ended, the youngest first. */
  deliveries(id: string, query: DeliveryQuery): WebhookDeliveryList {
    const { webhook } = this.#endpoint(id);
    const { limit } = query;
    const found = this.#options.store.deliveries(webhook.id, { ...query, limit: limit + 1 });
    const items = found.slice(0, limit).map(({ row: _row, at, ...rest }) => ({
      ...rest,
      messageId: `${webhook.id}_${rest.sequence}`,
      at: isoTime(at),
    }));
    const last = found[limit - 1];
    return found.length > limit && last !== undefined
      ? { items, cursor: String(last.row) }
      : { items };
  }

  #add(webhook: KeptWebhook): Endpoint {
    const { log } = this.#options;
    const endpoint = new Endpoint(webhook, {
      ...this.#options,
      log: log.child({ webhook: webhook.id }),
      counters: this.counters,
    });
    this.#endpoints.set(webhook.id, endpoint);
    return endpoint;
  }

  #endpoint(id: string): Endpoint {
    const endpoint = this.#endpoints.get(id);
    if (endpoint === undefined) {
      throw new CrosspointError('unknown-webhook', `there is no webhook ${id}`);
    }
    return endpoint;
  }

  #view(webhook: KeptWebhook): Webhook {
    return viewOf(webhook, this.#options.clock.now());
  }

  #checkUrl(url: string): void {
    const refusal = this.#options.guard.refusalOfUrl(url);
    if (refusal === undefined) return;
    throw new CrosspointError('invalid-request', refusal, {
      position: { source: 'body', pointer: '/url' },
    });
  }
}

function settingsOf({ url, types = [], subjects = [], description, enabled = true }: WebhookInput) {
  return {
    url,
    types,
    subjects,
    enabled,
    ...(description !== undefined && { description }),
  };
}
