import type { SwitchLink } from '../../../src/spi/driver.ts';
import type { CallControlEvent } from '../../../src/spi/switch-event.ts';

type EventName = CallControlEvent['event'];

const PATIENCE_MS = 20_000;

/**
 * Makes complete calls through a link: a phone dials another, which answers, holds, takes back and
 * hangs up. Each step waits for the switch to tell of the one before.
 */
export class Caller {
  readonly #link: SwitchLink;
  /** Event and device → who waits for it. */
  readonly #waiting = new Map<string, () => void>();
  #calls = 0;

  constructor(link: SwitchLink) {
    this.#link = link;
    link.events.on('event', (event) => {
      if (!('connection' in event)) return;
      const { device } = event.connection;
      const key = `${event.event} ${device}`;
      this.#waiting.get(key)?.();
      this.#waiting.delete(key);
    });
  }

  /** Calls that have been made and have ended. */
  get calls(): number {
    return this.#calls;
  }

  async call(from: string, to: string): Promise<void> {
    const ringing = this.#told('delivered', to);
    const args = { callingDevice: from, calledNumber: to, autoOriginate: true } as const;
    const { initiatedCall } = await this.#link.request('makeCall', args);
    await ringing;
    const connection = { call: initiatedCall.call, device: to };
    for (const [service, event] of [
      ['answerCall', 'established'],
      ['holdCall', 'held'],
      ['retrieveCall', 'retrieved'],
    ] as const) {
      const happened = this.#told(event, to);
      await this.#link.request(service, { connection });
      await happened;
    }
    const ended = [this.#told('connectionCleared', from), this.#told('connectionCleared', to)];
    await this.#link.request('clearConnection', { connection });
    await Promise.all(ended);
    this.#calls += 1;
  }

  #told(event: EventName, device: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`nobody tells that ${event} happened at ${device}`));
      const timer = setTimeout(late, PATIENCE_MS);
      this.#waiting.set(`${event} ${device}`, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
