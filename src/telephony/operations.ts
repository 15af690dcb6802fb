import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Operation, OperationResult } from '../../schemas/generated/types.ts';
import type { Clock } from '../base/clock.ts';
import type { CrosspointError } from '../base/errors.ts';
import { CrosspointError as Failure } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import { toProblem } from '../base/problem.ts';
import type { Journal } from '../journal/journal.ts';
import { isoTime } from './call-record.ts';

/** Who asked for what, so that the same request is known again. */
export interface RequestIdentity {
  /** `Idempotency-Key`, within the principal that sent it. */
  readonly key?: string;
  readonly principal: string;
  /** Digest of method, address and body. */
  readonly digest: string;
  readonly traceparent?: string;
}

export interface Known {
  readonly operation: Operation;
  readonly digest: string;
}

/** How long a key stands for its first request. */
export const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
const REMEMBERED = 20_000;

/**
 * The commands that were accepted. Each ends in exactly one event, `operation.done` or
 * `operation.failed`. The identifier of a command that came with a key is made from the key, so that
 * the journal itself remembers which keys were used.
 */
export class Operations {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #pending = new Map<string, Known & { traceparent: string | undefined }>();
  readonly #ended = new LRUCache<string, Known>({ max: REMEMBERED });

  constructor(options: { journal: Journal; clock: Clock; ids: Ids }) {
    this.#journal = options.journal;
    this.#clock = options.clock;
    this.#ids = options.ids;
  }

  /** The operations that have not ended. */
  get pending(): readonly Known[] {
    return [...this.#pending.values()];
  }

  find(id: string): Operation | undefined {
    return this.#lookUp(id)?.operation;
  }

  /**
   * The identifier of the operation a request is, and the operation itself where its key stands for one
   * already. Throws `idempotency-key-reused` where the key came with another request.
   */
  recognise(identity: RequestIdentity): { readonly id: string; readonly before?: Operation } {
    const { key, principal, digest } = identity;
    if (key === undefined) return { id: this.#ids.next('op') };
    const { id, known } = this.#standingFor(principal, key);
    if (known === undefined) return { id };
    if (known.digest !== digest) {
      throw new Failure('idempotency-key-reused', `the key stands for ${id}`);
    }
    return { id, before: known.operation };
  }

  /** Accepts a request under the identifier it was recognised by. */
  accept(
    id: string,
    { digest, traceparent }: RequestIdentity,
    on: { command: string; call?: string; device?: string },
  ): Operation {
    const operation: Operation = {
      id,
      state: 'accepted',
      command: on.command,
      call: on.call,
      device: on.device,
      acceptedAt: isoTime(this.#clock.now()),
    };
    this.#journal.append({
      type: 'operation.accepted',
      subject: id,
      callId: operation.call,
      traceparent,
      data: { operation, request: digest },
    });
    this.#pending.set(id, { operation, digest, traceparent });
    return operation;
  }

  done(id: string, result: OperationResult = {}): void {
    const known = this.#take(id);
    if (known === undefined) return;
    const operation = this.#end(known, { state: 'done', result });
    this.#journal.record({
      type: 'operation.done',
      subject: id,
      callId: result.call ?? operation.call,
      traceparent: known.traceparent,
      data: { operation, result, request: known.digest },
    });
  }

  failed(id: string, error: CrosspointError): void {
    const known = this.#take(id);
    if (known === undefined) return;
    const problem = toProblem(error);
    const operation = this.#end(known, { state: 'failed', error: problem });
    this.#journal.record({
      type: 'operation.failed',
      subject: id,
      callId: operation.call,
      traceparent: known.traceparent,
      data: { operation, problem, request: known.digest },
    });
  }

  /** Puts back what was pending when the server stopped; its outcome will never be known. */
  restore(pending: readonly Known[]): void {
    for (const known of pending) {
      this.#pending.set(known.operation.id, { ...known, traceparent: undefined });
      this.failed(
        known.operation.id,
        new Failure('interrupted', 'the server stopped while the command was under way'),
      );
    }
  }

  #take(id: string): (Known & { traceparent: string | undefined }) | undefined {
    const known = this.#pending.get(id);
    this.#pending.delete(id);
    return known;
  }

  #end(known: Known, outcome: Partial<Operation>): Operation {
    const endedAt = isoTime(this.#clock.now());
    const operation: Operation = { ...known.operation, ...outcome, endedAt };
    this.#ended.set(operation.id, { operation, digest: known.digest });
    return operation;
  }

  #lookUp(id: string): Known | undefined {
    return this.#pending.get(id) ?? this.#ended.get(id) ?? this.#fromJournal(id);
  }

  #fromJournal(id: string): Known | undefined {
    let known: Known | undefined;
    for (const { type, json } of this.#journal.about(id, 2)) {
      const { data } = JSON.parse(json) as { data: { operation: Operation; request?: string } };
      if (type.startsWith('operation.')) {
        known = { operation: data.operation, digest: data.request ?? known?.digest ?? '' };
      }
    }
    if (known !== undefined) this.#ended.set(id, known);
    return known;
  }

  /** What a key stands for now: a later operation each time its lifetime is over. */
  #standingFor(principal: string, key: string): { id: string; known: Known | undefined } {
    const hash = createHash('sha256').update(`${principal}\n${key}`).digest('hex').slice(0, 24);
    for (let use = 1; ; use += 1) {
      const id = use === 1 ? `op_${hash}` : `op_${hash}_${use}`;
      const known = this.#lookUp(id);
      if (known === undefined) return { id, known };
      const ageMs = this.#clock.now() - Date.parse(known.operation.acceptedAt);
      if (ageMs < KEY_LIFETIME_MS) return { id, known };
    }
  }
}
