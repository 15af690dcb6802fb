import type { CallControlEvent } from '../../../src/spi/switch-event.ts';

export interface Summary {
  readonly calls: number;
  readonly answered: number;
  readonly failed: number;
  /** Told by the link, doubled ones included. */
  readonly events: number;
  /** Steps that were refused and expectations that did not hold. */
  readonly problems: number;
}

/** Counts what really happens, whatever the link tells. Calls that are joined were counted before. */
export class Tally {
  /** Live calls, and whether somebody has answered. */
  readonly #live = new Map<string, boolean>();
  #calls = 0;
  #answered = 0;
  #failed = 0;
  events = 0;
  problems = 0;

  get isQuiet(): boolean {
    return this.#live.size === 0;
  }

  count(event: CallControlEvent): void {
    switch (event.event) {
      case 'callCleared':
        this.#live.delete(event.call);
        return;
      case 'transferred':
      case 'conferenced':
        this.#live.delete(event.primaryOldCall.call);
        if (event.secondaryOldCall !== undefined) this.#live.delete(event.secondaryOldCall.call);
        this.#live.set(event.connections[0]?.newConnection.call ?? '', true);
        return;
      default:
        this.#countIn(event.connection.call, event.event);
    }
  }

  get summary(): Summary {
    return {
      calls: this.#calls,
      answered: this.#answered,
      failed: this.#failed,
      events: this.events,
      problems: this.problems,
    };
  }

  #countIn(call: string, event: CallControlEvent['event']): void {
    const isAnswered = this.#live.get(call);
    if (isAnswered === undefined) {
      this.#calls += 1;
      this.#live.set(call, false);
    }
    if (event === 'failed') this.#failed += 1;
    if (event !== 'established' || isAnswered === true) return;
    this.#answered += 1;
    this.#live.set(call, true);
  }
}
