import type { Clock, Timer } from '../base/clock.ts';
import type { SwitchSnapshot } from '../spi/driver.ts';
import type { CallControlEvent } from '../spi/switch-event.ts';
import type { CallTable } from './call-table.ts';
import type { Difference } from './reconciliation.ts';
import { differences } from './reconciliation.ts';

export interface ReconcilerOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly table: CallTable;
  readonly takeSnapshot: () => Promise<SwitchSnapshot>;
  readonly noteDevices: (snapshot: SwitchSnapshot) => void;
  /** What a snapshot has brought to light besides calls: devices nobody listens to yet. */
  readonly catchUp: () => Promise<void>;
  /** Works an event in whatever the model thought before. */
  readonly force: (event: CallControlEvent) => void;
}

/** How soon a suspicion is looked into, and a difference looked at again. */
const SOON_MS = 500;

/**
 * Takes snapshots while a link is up and brings the model to agree with them. A snapshot and the
 * events about the same moment may overtake each other, so a difference counts only when a second
 * snapshot shows it again and the call was quiet in between. At link-up one snapshot is enough:
 * nothing was heard before it.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  #timer: Timer | undefined;
  #isRunning = false;
  #isSuspicious = false;
  /** Calls that differed in the last snapshot, and when. */
  #suspects = new Map<string, number>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isRunning = true;
    this.#schedule();
  }

  stop(): void {
    this.#isRunning = false;
    this.#options.clock.clear(this.#timer);
    this.#timer = undefined;
    this.#suspects.clear();
    this.#isSuspicious = false;
  }

  /** An event did not fit: do not wait for the next turn. */
  suspect(): void {
    if (this.#isSuspicious || !this.#isRunning) return;
    this.#isSuspicious = true;
    this.#schedule();
  }

  /** Compares once and believes the snapshot. */
  async reconcileNow(): Promise<void> {
    const snapshot = await this.#options.takeSnapshot();
    this.#options.noteDevices(snapshot);
    for (const difference of differences(this.#options.table, snapshot)) this.#settle(difference);
  }

  #schedule(): void {
    const { clock, intervalMs } = this.#options;
    clock.clear(this.#timer);
    const isSoon = this.#isSuspicious || this.#suspects.size > 0;
    const delayMs = isSoon ? Math.min(SOON_MS, intervalMs) : intervalMs;
    this.#timer = clock.setTimeout(() => void this.#turn(), delayMs);
  }

  async #turn(): Promise<void> {
    this.#isSuspicious = false;
    const askedAt = this.#options.clock.now();
    let snapshot: SwitchSnapshot;
    try {
      snapshot = await this.#options.takeSnapshot();
      this.#options.noteDevices(snapshot);
      await this.#options.catchUp();
    } catch {
      // The link's own supervision sees to a switch that does not answer.
      if (this.#isRunning) this.#schedule();
      return;
    }
    if (!this.#isRunning) return;
    this.#compare(snapshot, askedAt);
    this.#schedule();
  }

  #compare(snapshot: SwitchSnapshot, askedAt: number): void {
    const { table } = this.#options;
    const before = this.#suspects;
    this.#suspects = new Map();
    for (const difference of differences(table, snapshot)) {
      const { switchCall } = difference;
      const suspectedAt = before.get(switchCall);
      const lastEventAt = table.bySwitchCall(switchCall)?.lastEventAt ?? 0;
      if (suspectedAt !== undefined && lastEventAt < suspectedAt) this.#settle(difference);
      else this.#suspects.set(switchCall, askedAt);
    }
  }

  #settle(difference: Difference): void {
    for (const event of difference.events) this.#options.force(event);
  }
}
