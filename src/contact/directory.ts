import { LRUCache } from 'lru-cache';
import type { Contact, DirectoryConfiguration } from '../../schemas/generated/types.ts';
import type { Clock } from '../base/clock.ts';
import { CrosspointError, toCrosspointError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { personal } from '../base/log.ts';
import { Circuit } from './circuit.ts';
import { valueAt } from './json-pointer.ts';
import type { Fetch } from './json-request.ts';
import { getJson } from './json-request.ts';
import type { NumberIdentity } from './number-identity.ts';

export interface DirectoryOptions {
  readonly configuration: DirectoryConfiguration;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log;
}

type Answer = readonly Contact[];

const CACHED = 10_000;
const MOST_RECORDS = 20;
const MOST_NUMBERS = 50;
const LONGEST_TEXT = 2048;
/** Numbers asked for at a time; what is over goes unanswered rather than waits. */
const OUTSTANDING = 64;
const OPEN_MS = 30_000;
const NOBODY: Answer = [];

/**
 * An outside CRM that is asked who a number belongs to. It can be slow, wrong or away: no failure of it
 * reaches who asks, it is counted and the answer is nobody.
 */
export class Directory {
  readonly name: string;
  readonly counters = { requests: 0, cacheHits: 0, failures: 0, refusals: 0 };
  readonly #options: DirectoryOptions;
  readonly #settings: Required<DirectoryConfiguration>;
  readonly #log: Log;
  readonly #circuit: Circuit;
  readonly #cache: LRUCache<string, Answer>;
  readonly #underWay = new Map<string, Promise<Answer>>();
  readonly #closing = new AbortController();

  constructor(options: DirectoryOptions) {
    const { configuration, clock, log } = options;
    this.#options = options;
    this.#settings = withDefaults(configuration);
    this.name = configuration.name;
    this.#log = log.child({ directory: this.name });
    this.#circuit = new Circuit({
      clock,
      openMs: OPEN_MS,
      onChange: (isOpen) => {
        if (isOpen) this.#log.warn('directory does not answer, it is left alone for a while');
        else this.#log.info('directory answers again');
      },
    });
    this.#cache = new LRUCache({
      max: CACHED,
      ttl: Math.max(1, this.#settings.cacheSeconds * 1000),
      // Zero: no timer of its own that remembers the time.
      ttlResolution: 0,
      perf: { now: () => clock.now() },
    });
  }

  /**
   * Whoever has this number: at once where that is known, or where the directory cannot be asked; a
   * promise where it is asked now. The promise never rejects.
   */
  ask(identity: NumberIdentity): Answer | Promise<Answer> {
    const url = this.#urlFor(identity);
    if (url === undefined) return NOBODY;
    const known = this.#cache.get(url);
    if (known !== undefined) {
      this.counters.cacheHits += 1;
      return known;
    }
    const underWay = this.#underWay.get(url);
    if (underWay !== undefined) return underWay;
    const isRefused = this.#circuit.isOpen || this.#underWay.size >= OUTSTANDING;
    if (isRefused || this.#closing.signal.aborted) {
      this.counters.refusals += 1;
      return NOBODY;
    }
    const answer = this.#request(url, identity);
    this.#underWay.set(url, answer);
    void answer.finally(() => this.#underWay.delete(url));
    return answer;
  }

  /** What is known already, without asking. */
  known(identity: NumberIdentity): Answer {
    const url = this.#urlFor(identity);
    return (url === undefined ? undefined : this.#cache.get(url)) ?? NOBODY;
  }

  /** Gives up what is under way; whoever waits is told nobody. */
  close(): void {
    this.#closing.abort(new CrosspointError('shutting-down', 'the server is stopping'));
    this.#circuit.close();
  }

  async #request(url: string, identity: NumberIdentity): Promise<Answer> {
    const { fetch, clock } = this.#options;
    const { headers, timeoutMs, cacheSeconds } = this.#settings;
    this.counters.requests += 1;
    try {
      const signal = this.#closing.signal;
      const answer = await this.#circuit.run(async () => {
        const document = await getJson({ fetch, clock, url, headers, timeoutMs, signal });
        return this.#contactsIn(document);
      });
      if (cacheSeconds > 0) this.#cache.set(url, answer);
      return answer;
    } catch (error) {
      this.counters.failures += 1;
      const { code, detail } = toCrosspointError(error);
      this.#log.warn('directory failed', { code, detail, number: personal(identity.raw) });
      return NOBODY;
    }
  }

  /** Undefined where the template asks for what this number has not. */
  #urlFor({ kind, form, e164, national }: NumberIdentity): string | undefined {
    if (kind === 'withheld' || kind === 'internal' || kind === 'text') return undefined;
    const values: Record<string, string | undefined> = { number: form, e164, national };
    let isComplete = true;
    const url = this.#settings.url.replaceAll(/\{(number|e164|national)\}/gu, (_, name: string) => {
      const value = values[name];
      if (value === undefined) isComplete = false;
      return encodeURIComponent(value ?? '');
    });
    return isComplete ? url : undefined;
  }

  #contactsIn(document: unknown): Answer {
    const found = valueAt(document, this.#settings.items);
    if (found === undefined || found === null) return NOBODY;
    const records: unknown[] = Array.isArray(found) ? found : [found];
    return records
      .slice(0, MOST_RECORDS)
      .map((record) => this.#contactIn(record))
      .filter((contact) => contact !== undefined);
  }

  #contactIn(record: unknown): Contact | undefined {
    const { id, contactName, numbers, link } = this.#settings;
    const name = textOf(valueAt(record, contactName));
    const key = textOf(valueAt(record, id)) ?? name;
    if (name === undefined || key === undefined) return undefined;
    const written = valueAt(record, numbers);
    const contact: Contact = {
      id: `${this.name}:${key}`,
      name,
      numbers: (Array.isArray(written) ? written : [written])
        .map(textOf)
        .filter((number) => number !== undefined)
        .slice(0, MOST_NUMBERS),
      fields: {},
      source: this.name,
    };
    const url = textOf(valueAt(record, link));
    // What a screen opens at a click is a page, never a script.
    if (url !== undefined && /^https?:\/\//iu.test(url)) contact.url = url;
    return contact;
  }
}

function withDefaults(given: DirectoryConfiguration): Required<DirectoryConfiguration> {
  return {
    headers: {},
    timeoutMs: 3000,
    cacheSeconds: 300,
    items: '',
    id: '/id',
    contactName: '/name',
    numbers: '/numbers',
    link: '/url',
    ...given,
  };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return value.trim().slice(0, LONGEST_TEXT);
}
