import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceName, ServiceResult } from '../model/requests.ts';

interface Invocation {
  readonly service: ServiceName;
  readonly resolve: (result: never) => void;
  readonly reject: (error: CrosspointError) => void;
  readonly timer: Timer;
}

/** Invocations that wait for their answer, by invoke identifier (ITU-T X.880 §6). */
export class Invocations {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #maxInvokeId: number;
  readonly #open = new Map<number, Invocation>();
  #lastId = 0;

  constructor(
    clock: Clock,
    { timeoutMs, maxInvokeId }: { timeoutMs: number; maxInvokeId: number },
  ) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#maxInvokeId = maxInvokeId;
  }

  /** An identifier that nothing under way uses, where there is one: reports wait for no answer. */
  nextId(): number {
    for (let tries = 0; tries < this.#maxInvokeId; tries += 1) {
      this.#lastId = this.#lastId >= this.#maxInvokeId ? 1 : this.#lastId + 1;
      if (!this.#open.has(this.#lastId)) break;
    }
    return this.#lastId;
  }

  serviceOf(invokeId: number): ServiceName | undefined {
    return this.#open.get(invokeId)?.service;
  }

  /** The answer to what is sent with `invokeId`; `switch-timeout` where none comes in time. */
  expect<Name extends ServiceName>(invokeId: number, service: Name): Promise<ServiceResult<Name>> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => {
        const what = `no answer to ${service} within ${this.#timeoutMs} ms`;
        this.fail(invokeId, new CrosspointError('switch-timeout', what));
      }, this.#timeoutMs);
      this.#open.set(invokeId, { service, resolve, reject, timer });
    });
  }

  /** False where nobody waits for this answer (any more). */
  answer(invokeId: number, result: unknown): boolean {
    const invocation = this.#take(invokeId);
    invocation?.resolve(result as never);
    return invocation !== undefined;
  }

  fail(invokeId: number, error: CrosspointError): boolean {
    const invocation = this.#take(invokeId);
    invocation?.reject(error);
    return invocation !== undefined;
  }

  close(error: CrosspointError): void {
    for (const invokeId of [...this.#open.keys()]) this.fail(invokeId, error);
  }

  #take(invokeId: number): Invocation | undefined {
    const invocation = this.#open.get(invokeId);
    this.#open.delete(invokeId);
    this.#clock.clear(invocation?.timer);
    return invocation;
  }
}
