/** How much of a call is remembered; a monitor that is further behind tells everything anew. */
const REMEMBERED = 64;

interface Told {
  /** Keys of what was told of this call, in order. */
  readonly keys: string[];
  /** Keys already forgotten at the beginning. */
  dropped: number;
  /** By cross reference: how far that monitor has told, and what it said last. */
  readonly monitors: Map<string, { position: number; last: string }>;
}

/**
 * Several monitors tell of the same call: each device in it has its own (ECMA-269 §6.7). Their reports are
 * merged into one: a monitor that tells what another one has told since this one spoke last says nothing new.
 */
export class MonitorStreams {
  readonly #calls = new Map<string, Told>();

  /** Is this new, coming from this monitor? `key` says what happened, without who tells it. */
  isNew(call: string, crossRef: string, key: string): boolean {
    const told = this.#told(call);
    const monitor = told.monitors.get(crossRef) ?? { position: 0, last: '' };
    told.monitors.set(crossRef, monitor);
    if (monitor.last === key) return false;
    monitor.last = key;
    const from = Math.max(0, monitor.position - told.dropped);
    const index = told.keys.indexOf(key, from);
    if (index >= 0) {
      monitor.position = told.dropped + index + 1;
      return false;
    }
    told.keys.push(key);
    if (told.keys.length > REMEMBERED) {
      told.keys.shift();
      told.dropped += 1;
    }
    monitor.position = told.dropped + told.keys.length;
    return true;
  }

  forget(call: string): void {
    this.#calls.delete(call);
  }

  #told(call: string): Told {
    const known = this.#calls.get(call);
    if (known !== undefined) return known;
    const told: Told = { keys: [], dropped: 0, monitors: new Map() };
    this.#calls.set(call, told);
    return told;
  }
}
