import type { Generating, Port } from '../../port.ts';
import type { CallTone } from '../hardware.ts';

/** What a port is sending, one thing at a time, in the order in which it was asked for. */
export class Tones {
  readonly #country: string;
  readonly #fault: (error: unknown) => void;
  readonly #sending = new Map<Port, Generating>();
  readonly #queues = new Map<Port, Promise<void>>();

  constructor(country: string, fault: (error: unknown) => void) {
    this.#country = country;
    this.#fault = fault;
  }

  /** Until another one or undefined is asked for. */
  play(port: Port, tone: CallTone | undefined): void {
    this.#enqueue(port, async () => {
      await this.#stop(port);
      if (tone === undefined) return;
      const signals = { tone, country: this.#country, repeats: 0 };
      this.#sending.set(port, await port.generate(signals));
    });
  }

  /** `onDone` is called when the last digit is out, or could not be sent. */
  press(port: Port, digits: string, durationMs: number | undefined, onDone: () => void): void {
    this.#enqueue(port, async () => {
      await this.#stop(port);
      const onMs = durationMs === undefined ? {} : { onMs: durationMs };
      const sending = await port.generate({ digits, ...onMs });
      this.#sending.set(port, sending);
      void sending.done.then(onDone, onDone);
    });
  }

  async #stop(port: Port): Promise<void> {
    const sending = this.#sending.get(port);
    this.#sending.delete(port);
    if (sending === undefined || sending.hasEnded) return;
    sending.stop();
    await sending.done;
  }

  #enqueue(port: Port, action: () => Promise<void>): void {
    const before = this.#queues.get(port) ?? Promise.resolve();
    this.#queues.set(
      port,
      before.then(action).catch((error: unknown) => this.#fault(error)),
    );
  }
}
