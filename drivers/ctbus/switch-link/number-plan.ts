import { CrosspointError } from '../../../src/spi/index.ts';
import type { CtbusSettings, OutsideRoute, TrunkSettings } from './settings.ts';

/** Where a number leads. */
export type Destination =
  | { readonly is: 'inside'; readonly device: string }
  | { readonly is: 'outside'; readonly trunk: string; readonly number: string };

const DIALLABLE = /^[0-9*#+]{1,40}$/;

/** The numbers of the switch and the ways out of it. */
export class NumberPlan {
  readonly #settings: CtbusSettings;
  readonly #inside = new Map<string, string>();

  constructor(settings: CtbusSettings) {
    this.#settings = settings;
    for (const { device } of settings.extensions) this.#inside.set(device, device);
    for (const { device } of settings.media) this.#inside.set(device, device);
    for (const { number, device } of settings.numbers) this.#inside.set(number, device);
  }

  lookUp(number: string): Destination | undefined {
    const device = this.#inside.get(number);
    if (device !== undefined) return { is: 'inside', device };
    const route = this.#route(number);
    if (route === undefined || number.length <= Math.max(route.strip, route.prefix.length)) {
      return undefined;
    }
    return { is: 'outside', trunk: route.trunk, number: number.slice(route.strip) };
  }

  /** Throws `invalid-destination`. */
  find(number: string): Destination {
    const found = this.lookUp(number);
    if (found !== undefined) return found;
    throw new CrosspointError('invalid-destination', 'the number leads nowhere');
  }

  /** The extension for a call from outside; undefined where the number leads nowhere (yet). */
  arrival({ prefix, arrivesAt }: TrunkSettings, called: string): string | undefined {
    const number = called.startsWith(prefix) ? called.slice(prefix.length) : called;
    return this.#inside.get(number) ?? arrivesAt;
  }

  /** May these digits, as far as they go, become an inside number by more of them? */
  mayGrowInside({ prefix }: TrunkSettings, called: string): boolean {
    if (called.length < prefix.length) return prefix.startsWith(called);
    return called.startsWith(prefix) && this.#mayGrow(called.slice(prefix.length));
  }

  /** What a phone has dialled so far: is it a number, may it become one, or is it neither? */
  dialled(digits: string): 'complete' | 'open' | 'nowhere' {
    if (this.#inside.has(digits)) return this.#mayGrow(digits) ? 'open' : 'complete';
    const route = this.#route(digits);
    if (route !== undefined) return digits.length === route.length ? 'complete' : 'open';
    const mayGo = this.#settings.outside.some(({ prefix }) => prefix.startsWith(digits));
    return mayGo || this.#mayGrow(digits) ? 'open' : 'nowhere';
  }

  #route(number: string): OutsideRoute | undefined {
    if (!DIALLABLE.test(number)) return undefined;
    return this.#settings.outside.find(({ prefix }) => number.startsWith(prefix));
  }

  #mayGrow(digits: string): boolean {
    for (const number of this.#inside.keys()) {
      if (number.length > digits.length && number.startsWith(digits)) return true;
    }
    return false;
  }
}
