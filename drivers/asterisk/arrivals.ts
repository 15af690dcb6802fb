import { CrosspointError, type Clock } from '../../src/spi/index.ts';

/** Channels that are on their way into the application: ARI cannot act on them before they are in. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #expected = new Map<string, (error?: CrosspointError) => void>();

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Resolves when the channel has come in. Has to be called before it is sent there. */
  expect(id: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: CrosspointError): void => {
        this.#clock.clear(timer);
        this.#expected.delete(id);
        if (error === undefined) resolve();
        else reject(error);
      };
      const timer = this.#clock.setTimeout(
        () => settle(new CrosspointError('switch-timeout', 'a channel did not come in')),
        this.#timeoutMs,
      );
      this.#expected.set(id, settle);
    });
  }

  /** True where the channel that has come in was being waited for. */
  arrived(id: string): boolean {
    const settle = this.#expected.get(id);
    settle?.();
    return settle !== undefined;
  }

  /** The channel will not come any more. */
  gone(id: string): void {
    this.#expected.get(id)?.(new CrosspointError('switch-rejected', 'the channel has gone'));
  }

  close(): void {
    for (const settle of this.#expected.values()) {
      settle(new CrosspointError('link-down', 'the link is down'));
    }
  }
}
