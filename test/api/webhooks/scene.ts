import { Webhook as Verifier } from 'standardwebhooks';
import { AddressGuard } from '../../../src/api/webhooks/address-guard.ts';
import type { Outcome, PostRequest } from '../../../src/api/webhooks/post.ts';
import type { WebhookStore } from '../../../src/api/webhooks/webhook-store.ts';
import { SqliteWebhookStore } from '../../../src/api/webhooks/webhook-store.ts';
import { Webhooks } from '../../../src/api/webhooks/webhooks.ts';
import type { Log } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { Journal } from '../../../src/journal/journal.ts';
import { MemoryStore } from '../../../src/journal/memory-store.ts';

export interface Received extends PostRequest {
  readonly at: number;
  readonly sequence: number;
}

/** What an endpoint does with a request; it may take its time by the scene's clock. */
export type Answer = (request: PostRequest, attempt: number) => Outcome | Promise<Outcome>;

/** Webhooks over a journal in virtual time; the net is a function. */
export class Scene {
  readonly clock = new VirtualClock();
  readonly journal = new Journal({ store: new MemoryStore(), clock: this.clock });
  readonly file: WebhookStore = new SqliteWebhookStore(':memory:');
  readonly received: Received[] = [];
  /** Everything that was logged, as text. */
  readonly logged: string[] = [];
  readonly answers = new Map<string, Answer>();
  readonly #seed: number;
  /** The file cannot be written. */
  isFull = false;
  webhooks: Webhooks;

  constructor(seed = 1) {
    this.#seed = seed;
    this.webhooks = this.#open();
    this.webhooks.start();
  }

  /** The process ends, without a goodbye, and another begins on the same files. */
  async restart(): Promise<void> {
    this.webhooks.close();
    this.webhooks = this.#open();
    this.webhooks.start();
    await this.clock.advance(0);
  }

  /** Appends so many events, of the types given in turn, and lets a millisecond pass. */
  async happen(count: number, types: readonly string[] = ['call.digits'], subject = 'call_1') {
    for (let index = 0; index < count; index += 1) {
      const type = types[index % types.length] as 'call.digits';
      this.journal.append({ type, subject, data: {} as never });
    }
    await this.clock.advance(1);
  }

  /** The sequences that an endpoint has been sent, repetitions too. */
  sent(url: string): number[] {
    return this.received.filter((one) => one.url === url).map(({ sequence }) => sequence);
  }

  of(url: string): Received[] {
    return this.received.filter((one) => one.url === url);
  }

  #open(): Webhooks {
    const { clock, journal, file } = this;
    return new Webhooks({
      configuration: { allowHttp: false, allowedNetworks: [], timeoutMs: 10_000, maxWebhooks: 5 },
      journal,
      // The store is shared by the lives of the process.
      store: {
        all: () => file.all(),
        save: (webhook, delivery) => {
          if (this.isFull) throw new Error('disk full');
          file.save(webhook, delivery);
        },
        delete: (id) => file.delete(id),
        deliveries: (id, query) => file.deliveries(id, query),
        close: () => undefined,
      },
      guard: new AddressGuard({ allowHttp: false, allowedNetworks: [] }),
      post: (request) => this.#post(request),
      clock,
      random: new SeededRandom(this.#seed),
      log: recorder(this.logged),
    });
  }

  async #post(request: PostRequest): Promise<Outcome> {
    const { sequence = 0 } = JSON.parse(request.body) as { sequence?: number };
    const id = request.headers['webhook-id'];
    const earlier = this.received.filter((one) => one.headers['webhook-id'] === id);
    this.received.push({ ...request, at: this.clock.now(), sequence });
    const answer = this.answers.get(request.url) ?? (() => ({ status: 204 }));
    return answer(request, earlier.length + 1);
  }
}

/** True where an independent implementation takes the signature, by the time at which it was made. */
export function isAuthentic(secret: string, { headers, body }: PostRequest): boolean {
  try {
    // It goes by the wall clock: what was signed in virtual time is checked without it.
    const seconds = Math.floor(Date.now() / 1000);
    const isNow = Math.abs(Number(headers['webhook-timestamp']) - seconds) < 60;
    const signed = new Verifier(secret);
    if (isNow) signed.verify(body, { ...headers });
    else return madeBy(signed, headers, body);
    return true;
  } catch {
    return false;
  }
}

function madeBy(signed: Verifier, headers: PostRequest['headers'], body: string): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  const wanted = signed.sign(headers['webhook-id'] ?? '', at, body);
  return (headers['webhook-signature'] ?? '').split(' ').includes(wanted);
}

function recorder(lines: string[]): Log {
  const write = (message: string, fields: object = {}) =>
    void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = {
    debug: write,
    info: write,
    warn: write,
    error: write,
    child: (fields) => {
      lines.push(JSON.stringify(fields));
      return log;
    },
  };
  return log;
}
