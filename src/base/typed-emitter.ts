/** Event name → the tuple of arguments its listeners receive. */
export type EventMap = { [name: string]: readonly unknown[] };

type Listener<Args extends readonly unknown[]> = (...args: Args) => void;

/**
 * The one event idiom of the house. Listeners run in the order in which they were added; one that
 * throws is reported and hurts neither the others nor the emitter.
 */
export class TypedEmitter<Events extends EventMap> {
  readonly #listeners: { [Name in keyof Events]?: readonly Listener<Events[Name]>[] } = {};
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void = reportUncaught) {
    this.#onListenerError = onListenerError;
  }

  /** Adds a listener and returns the function that takes it away again. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    this.#listeners[name] = [...(this.#listeners[name] ?? []), listener];
    return () => {
      this.#listeners[name] = this.#listeners[name]?.filter((other) => other !== listener);
    };
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    const listeners = this.#listeners[name];
    if (listeners === undefined) return;
    for (const listener of listeners) {
      try {
        listener(...args);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
