import type { Clock, Timer } from '../../../src/base/clock.ts';
import type { CrosspointError } from '../../../src/base/errors.ts';
import { staticDevice } from '../../../src/spi/connection.ts';
import type { Session } from '../session/session.ts';
import type { LinkCalls } from './calls.ts';

/** The switch's own last words about a call come within this. */
const GRACE_MS = 1_000;
/** So often it is asked about a call that nobody tells of any more. */
const EVERY_MS = 30_000;

export interface OrphanParts {
  readonly clock: Clock;
  readonly session: Session;
  readonly calls: LinkCalls;
  readonly isMonitored: (device: string) => boolean;
  readonly canSnapshotCall: () => boolean;
  readonly onEnded: (call: string) => void;
}

/**
 * Calls that no monitored device takes part in any more. A device's monitor falls silent when the device leaves
 * (ECMA-269 §6.7.2), so the switch is asked; what it does not know has ended.
 */
export class Orphans {
  readonly #parts: OrphanParts;
  readonly #timers = new Map<string, Timer>();

  constructor(parts: OrphanParts) {
    this.#parts = parts;
  }

  /** Somebody left this call. */
  look(call: string): void {
    if (!this.#timers.has(call) && this.#isOrphan(call)) this.#wait(call, GRACE_MS);
  }

  close(): void {
    for (const timer of this.#timers.values()) this.#parts.clock.clear(timer);
    this.#timers.clear();
  }

  #wait(call: string, ms: number): void {
    const timer = this.#parts.clock.setTimeout(() => {
      void this.#ask(call);
    }, ms);
    this.#timers.set(call, timer);
  }

  async #ask(call: string): Promise<void> {
    const { session, canSnapshotCall, onEnded } = this.#parts;
    if (!this.#isOrphan(call)) {
      this.#timers.delete(call);
      return;
    }
    const isThere = canSnapshotCall() && (await this.#isThere(call));
    if (!session.isOpen) return;
    if (isThere) {
      this.#wait(call, EVERY_MS);
      return;
    }
    this.#timers.delete(call);
    if (this.#isOrphan(call)) onEnded(call);
  }

  async #isThere(call: string): Promise<boolean> {
    const [first] = this.#parts.calls.get(call)?.connections.values() ?? [];
    if (first === undefined) return false;
    try {
      const told = await this.#parts.session.request('snapshotCall', { connection: first.wire });
      return told.endpoints.length > 0;
    } catch (error) {
      const { code } = error as CrosspointError;
      return code === 'switch-timeout' || code === 'resource-busy' || code === 'link-down';
    }
  }

  #isOrphan(call: string): boolean {
    const connections = this.#parts.calls.get(call)?.connections.values();
    if (connections === undefined) return false;
    for (const { id } of connections) {
      if (this.#parts.isMonitored(staticDevice(id.device))) return false;
    }
    return true;
  }
}
