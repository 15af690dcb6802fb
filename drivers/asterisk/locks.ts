/**
 * One thing at a time for each call: a request and what an event sets off never act on the same call
 * at once. All keys are taken together, so two holders never wait for each other.
 */
export class Locks {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(keys: readonly string[], action: () => Promise<T>): Promise<T> {
    const before = keys.map((key) => this.#tails.get(key));
    const result = Promise.allSettled(before).then(action);
    const tail = result.then(
      () => {},
      () => {},
    );
    for (const key of keys) this.#tails.set(key, tail);
    void tail.then(() => {
      for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }
}
