import type { Clock, Timer } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { EncodedEvent } from '../../journal/event.ts';
import type { DurableEvent, Journal } from '../../journal/journal.ts';
import { matchesFilter } from '../../journal/event-filter.ts';
import type { Outcome, Post } from './post.ts';
import { isTaken } from './post.ts';
import { delayAfter } from './schedule.ts';
import { signatureHeaders } from './signature.ts';
import type { KeptDelivery, KeptWebhook } from './webhook.ts';
import { secretsAt, stateOf } from './webhook.ts';
import type { WebhookStore } from './webhook-store.ts';

export interface EndpointOptions {
  readonly journal: Journal;
  readonly store: WebhookStore;
  readonly post: Post;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: WebhookCounters;
}

/** Counts since the start, over all webhooks. */
export interface WebhookCounters {
  delivered: number;
  failedAttempts: number;
  dead: number;
}

/** Events read ahead of what is being sent. */
const PAGE = 20;
/** Events that were not wanted, after which the cursor is written all the same. */
const SAVE_EVERY = 1000;
/** So many dead letters with nothing delivered in between, and the endpoint is paused. */
const DEAD_UNTIL_PAUSED = 2;
const GONE = 410;
const TRY_AGAIN_MS = 60_000;

/**
 * Delivers the journal to one webhook: in order, one event at a time, from a cursor that is durable.
 * An event is done with when the endpoint has taken it or its attempts are used up; until then nothing
 * after it is sent. Other webhooks have cursors and connections of their own.
 */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #closing = new AbortController();
  #webhook: KeptWebhook;
  #queue: EncodedEvent[] = [];
  /** Everything up to here was read: it is in the queue, done with, or not wanted. */
  #position: number;
  /** All that is durable was read. */
  #isCaughtUp = false;
  #isSending = false;
  #timer: Timer | undefined;
  /** Counts changes: what was under way before one neither moves the cursor nor is a failure after it. */
  #turn = 0;

  constructor(webhook: KeptWebhook, options: EndpointOptions) {
    this.#webhook = webhook;
    this.#position = webhook.cursor;
    this.#options = options;
  }

  get webhook(): KeptWebhook {
    return this.#webhook;
  }

  /** A group that has become durable. */
  hear(group: readonly DurableEvent[]): void {
    this.#guarded(() => this.#hear(group));
  }

  #hear(group: readonly DurableEvent[]): void {
    if (!this.#isCaughtUp) return;
    const isWanted = group.some(({ event }) => matchesFilter(this.#webhook, event));
    if (isWanted) {
      this.#isCaughtUp = false;
      this.pump();
    } else if (this.#queue.length === 0 && !this.#isSending) {
      this.#passTo(group.at(-1)?.event.sequence ?? 0);
    } else {
      this.#isCaughtUp = false;
    }
  }

  /** Sends what is next, unless something is under way or waited for. */
  pump(): void {
    this.#guarded(() => this.#pump());
  }

  #pump(): void {
    const isOpen = this.#webhook.enabled && this.#webhook.paused === undefined;
    if (!isOpen || this.#isSending || this.#timer !== undefined) return;
    if (this.#closing.signal.aborted) return;
    const event = this.#queue[0] ?? this.#readOn();
    if (event === undefined) return;
    const retry = this.#retryOf(event);
    const waitMs = retry === undefined ? 0 : retry.nextAt - this.#now();
    if (waitMs > 0) this.#wait(waitMs);
    else void this.#deliver(event);
  }

  /** Takes over changed settings; what was read ahead is read again through the new filter. */
  change(webhook: KeptWebhook): void {
    this.#keep(webhook);
    this.#turn += 1;
    this.#readAgain();
  }

  /** What is sent from now on is signed with these; what is under way is not touched. */
  signWith(secrets: KeptWebhook['secrets']): void {
    this.#keep({ ...this.#webhook, secrets });
  }

  /** Goes back, or forward, to the events after a sequence. */
  replay(after: number): void {
    const { retry: _retry, gap: _gap, paused: _paused, ...rest } = this.#webhook;
    this.change({ ...rest, cursor: after, deadInRow: 0 });
  }

  /** Signs with every secret in force; for a trial too, which has nothing to do with the cursor. */
  send(id: string, body: string): Promise<Outcome> {
    const { post, clock } = this.#options;
    const secrets = secretsAt(this.#webhook, clock.now()).map(({ secret }) => secret);
    const timestamp = Math.floor(clock.now() / 1000);
    return post({
      url: this.#webhook.url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Crosspoint-Webhooks',
        ...signatureHeaders({ id, timestamp, body }, secrets),
      },
      body,
      signal: this.#closing.signal,
    });
  }

  /** Aborts what is under way: it is sent again after the next start. */
  close(): void {
    this.#closing.abort();
    this.#options.clock.clear(this.#timer);
    this.#timer = undefined;
  }

  #readAgain(): void {
    this.#queue = [];
    this.#position = this.#webhook.cursor;
    this.#isCaughtUp = false;
    this.#options.clock.clear(this.#timer);
    this.#timer = undefined;
    this.pump();
  }

  /** The next event that is wanted; undefined where there is none, or where it takes another turn. */
  #readOn(): EncodedEvent | undefined {
    const { journal } = this.#options;
    this.#noticeGap();
    const { events, nextAfter } = journal.read(this.#position, PAGE, this.#webhook);
    this.#queue = [...events];
    this.#position = nextAfter;
    this.#isCaughtUp = nextAfter >= journal.durableSequence;
    if (events.length > 0) return events[0];
    this.#passTo(nextAfter);
    if (!this.#isCaughtUp) this.#wait(0);
    return undefined;
  }

  /** Nothing up to a sequence is wanted. */
  #passTo(sequence: number): void {
    this.#position = Math.max(this.#position, sequence);
    if (sequence - this.#webhook.cursor < SAVE_EVERY) return;
    this.#keep({ ...this.#webhook, cursor: sequence });
  }

  /** The journal keeps events for a time only, and a journal that was lost begins again. */
  #noticeGap(): void {
    const { journal, log } = this.#options;
    const oldest = journal.oldestSequence;
    const isBefore = oldest > 0 && this.#position + 1 < oldest;
    const isAhead = this.#position > journal.durableSequence;
    if (!isBefore && !isAhead) return;
    const cursor = isBefore ? oldest - 1 : journal.durableSequence;
    const gap = { after: this.#position, oldest };
    this.#keep({ ...this.#webhook, cursor, gap });
    this.#position = cursor;
    log.warn('webhook has missed events that the journal no longer has', gap);
  }

  #wait(delayMs: number): void {
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#timer = undefined;
      this.pump();
    }, delayMs);
  }

  /** Never rejects. */
  async #deliver(event: EncodedEvent): Promise<void> {
    const turn = this.#turn;
    this.#isSending = true;
    const outcome = await this.send(`${this.#webhook.id}_${event.sequence}`, event.json);
    this.#isSending = false;
    if (this.#closing.signal.aborted) return;
    this.#guarded(() => {
      if (turn === this.#turn) this.#settle(event, outcome);
    });
    this.pump();
  }

  /** A store or a journal that cannot be used stops no call: the webhook tries again later. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#options.log.error('webhook cannot go on', { error });
      this.#isCaughtUp = false;
      if (this.#timer === undefined) this.#wait(TRY_AGAIN_MS);
    }
  }

  #settle(event: EncodedEvent, outcome: Outcome): void {
    const { counters } = this.#options;
    if (isTaken(outcome)) {
      counters.delivered += 1;
      this.#finish(event, outcome, 'delivered');
      return;
    }
    counters.failedAttempts += 1;
    if (outcome.status === GONE) {
      this.#pause('the endpoint has answered 410: it is gone');
      return;
    }
    const now = this.#now();
    const before = this.#retryOf(event);
    const attempts = (before?.attempts ?? 0) + 1;
    const delay = delayAfter(attempts, this.#options.random.next(), outcome.retryAfterMs);
    if (delay === undefined) {
      counters.dead += 1;
      this.#finish(event, outcome, 'dead');
      return;
    }
    const { status, error } = outcome;
    const retry = {
      sequence: event.sequence,
      attempts,
      since: before?.since ?? now,
      nextAt: now + delay,
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
    };
    this.#keep({ ...this.#webhook, retry });
  }

  #finish(event: EncodedEvent, sent: Outcome, outcome: KeptDelivery['outcome']): void {
    const { sequence, type, subject } = event;
    const { status, error } = sent;
    const attempts = (this.#retryOf(event)?.attempts ?? 0) + 1;
    const { retry: _retry, ...rest } = this.#webhook;
    const deadInRow = outcome === 'dead' ? rest.deadInRow + 1 : 0;
    const delivery: KeptDelivery = {
      sequence,
      type,
      subject,
      outcome,
      attempts,
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
      at: this.#now(),
    };
    this.#keep({ ...rest, cursor: sequence, deadInRow }, delivery);
    if (this.#queue[0]?.sequence === sequence) this.#queue.shift();
    this.#position = Math.max(this.#position, sequence);
    if (outcome === 'delivered') return;
    this.#options.log.warn('webhook: an event could not be delivered', { sequence, attempts });
    if (deadInRow >= DEAD_UNTIL_PAUSED) {
      this.#pause(`${deadInRow} events one after another could not be delivered`);
    }
  }

  #pause(reason: string): void {
    const { retry: _retry, ...rest } = this.#webhook;
    this.#keep({ ...rest, paused: { at: this.#now(), reason } });
    this.#options.log.warn('webhook paused', { state: stateOf(this.#webhook), reason });
  }

  /** What could not be written has not happened: it is done again. */
  #keep(webhook: KeptWebhook, delivery?: KeptDelivery): void {
    this.#options.store.save(webhook, delivery);
    this.#webhook = webhook;
  }

  #retryOf({ sequence }: EncodedEvent) {
    const { retry } = this.#webhook;
    return retry?.sequence === sequence ? retry : undefined;
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
