import type { Clock, Timer } from '../../src/base/clock.ts';
import type { Fault } from '../../src/spi/far-end.ts';
import type { SimulatedSwitch } from './model/simulated-switch.ts';

/** How the next event or response is to be spoilt; nothing where it is fine. */
export interface Spoiling {
  readonly delayMs: number;
  readonly isDoubled: boolean;
  readonly isReordered: boolean;
}

const FINE: Spoiling = { delayMs: 0, isDoubled: false, isReordered: false };

const LINK_DOWN_MS = 1_000;

/** The faults to come, shared by all links of one switch. */
export class Faults {
  readonly #clock: Clock;
  readonly #switch: SimulatedSwitch;
  readonly #cutLinks: () => void;
  readonly #restorings = new Map<string, Timer>();
  #linkDownUntil = Number.NEGATIVE_INFINITY;
  #delayMs = 0;
  #delays = 0;
  #duplicates = 0;
  #reorders = 0;
  #lostResponses = 0;

  constructor(clock: Clock, simulated: SimulatedSwitch, cutLinks: () => void) {
    this.#clock = clock;
    this.#switch = simulated;
    this.#cutLinks = cutLinks;
  }

  get isLinkDown(): boolean {
    return this.#clock.now() < this.#linkDownUntil;
  }

  inject(fault: Fault): void {
    switch (fault.kind) {
      case 'link-down':
        this.#linkDownUntil = this.#clock.now() + (fault.durationMs ?? LINK_DOWN_MS);
        this.#cutLinks();
        return;
      case 'delay':
        this.#delayMs = fault.delayMs;
        this.#delays += fault.count ?? 1;
        return;
      case 'duplicate':
        this.#duplicates += fault.count ?? 1;
        return;
      case 'reorder':
        this.#reorders += fault.count ?? 1;
        return;
      case 'lose-response':
        this.#lostResponses += fault.count ?? 1;
        return;
      case 'device-out-of-service':
        this.#unplug(fault.device, fault.durationMs);
        return;
    }
  }

  /** How the next event fares. */
  nextEvent(): Spoiling {
    if (this.#delays === 0 && this.#duplicates === 0 && this.#reorders === 0) return FINE;
    const delayMs = this.#nextDelay();
    const isDoubled = this.#duplicates > 0;
    const isReordered = this.#reorders > 0;
    if (isDoubled) this.#duplicates -= 1;
    if (isReordered) this.#reorders -= 1;
    return { delayMs, isDoubled, isReordered };
  }

  /** How much later the next response comes; `undefined` if it never does. */
  nextResponse(): number | undefined {
    if (this.#lostResponses > 0) {
      this.#lostResponses -= 1;
      return undefined;
    }
    return this.#nextDelay();
  }

  close(): void {
    for (const timer of this.#restorings.values()) this.#clock.clear(timer);
    this.#restorings.clear();
  }

  #nextDelay(): number {
    if (this.#delays === 0) return 0;
    this.#delays -= 1;
    return this.#delayMs;
  }

  #unplug(device: string, durationMs: number | undefined): void {
    this.#switch.setInService(device, durationMs === 0);
    this.#clock.clear(this.#restorings.get(device));
    this.#restorings.delete(device);
    if (durationMs === undefined || durationMs === 0) return;
    const restore = (): void => {
      this.#restorings.delete(device);
      this.#switch.setInService(device, true);
    };
    this.#restorings.set(device, this.#clock.setTimeout(restore, durationMs));
  }
}
