/**
 * One thing at a time for each call: a request and what an event sets off never act on the same call
 * at once. All keys are taken together, so two holders never wait for each other.
 */
export class Locks {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(keys: readonly string[], action: () => Promise<T>): Promise<T> {
    const before = keys.map((key) => this.#tails.get(key) ?? Promise.resolve());
    const result = Promise.allSettled(before).then(action);
    for (const key of keys) this.#tails.set(key, result);
    void this.#forget(keys, result);
    return result;
  }

  /** Takes away what nobody waits for any more. */
  async #forget(keys: readonly string[], result: Promise<unknown>): Promise<void> {
    await Promise.allSettled([result]);
    for (const key of keys) if (this.#tails.get(key) === result) this.#tails.delete(key);
  }
}
