import type { CstaEvent } from '../model/event-report.ts';
import type { FilterGroup } from '../model/requests.ts';
import { CountedNames, type NameForm } from './counted-names.ts';
import { refused } from './refusals.ts';

/** One monitor of a client: of a device, or of a call by whatever identifier it goes on. */
export interface Monitor {
  readonly crossRef: string;
  readonly device?: string;
  call?: string;
  /** The devices that the link watches for it. */
  readonly watched: readonly string[];
  filterOut: ReadonlySet<FilterGroup>;
}

export interface NewMonitor {
  readonly device?: string;
  readonly call?: string;
  readonly watched: readonly string[];
  readonly filterOut?: readonly FilterGroup[];
}

/** The monitors of one client, by cross reference and by what they are about. */
export class Monitors {
  readonly #names: CountedNames;
  readonly #limit: number;
  readonly #byCrossRef = new Map<string, Monitor>();
  readonly #byDevice = new Map<string, Set<Monitor>>();
  readonly #ofCalls = new Set<Monitor>();

  constructor(form: NameForm, limit: number) {
    this.#names = new CountedNames(form);
    this.#limit = limit;
  }

  get all(): readonly Monitor[] {
    return [...this.#byCrossRef.values()];
  }

  readonly isMonitored = (device: string): boolean => this.#byDevice.has(device);

  /** @throws {CrosspointError} where the client has as many as it may */
  checkRoom(): void {
    if (this.#byCrossRef.size < this.#limit) return;
    throw refused('subscribed', 'objectMonitorLimitExceeded', 'this client has no more monitors');
  }

  add({ filterOut = [], ...about }: NewMonitor): Monitor {
    this.checkRoom();
    const crossRef = this.#names.next((name) => this.#byCrossRef.has(name));
    const monitor: Monitor = { ...about, crossRef, filterOut: new Set(filterOut) };
    this.#byCrossRef.set(crossRef, monitor);
    if (about.device === undefined) this.#ofCalls.add(monitor);
    else this.#setOf(about.device).add(monitor);
    return monitor;
  }

  /** @throws {CrosspointError} where there is none */
  get(crossRef: string): Monitor {
    const monitor = this.#byCrossRef.get(crossRef);
    if (monitor !== undefined) return monitor;
    throw refused('operation', 'invalidMonitorCrossRefID', `no monitor ${crossRef}`);
  }

  remove(monitor: Monitor): void {
    const { crossRef, device } = monitor;
    this.#byCrossRef.delete(crossRef);
    this.#ofCalls.delete(monitor);
    if (device === undefined) return;
    const others = this.#byDevice.get(device);
    others?.delete(monitor);
    if (others?.size === 0) this.#byDevice.delete(device);
  }

  ofDevice(device: string): readonly Monitor[] {
    return [...(this.#byDevice.get(device) ?? [])];
  }

  ofCall(call: string): readonly Monitor[] {
    return [...this.#ofCalls].filter((monitor) => monitor.call === call);
  }

  #setOf(device: string): Set<Monitor> {
    const known = this.#byDevice.get(device);
    if (known !== undefined) return known;
    const set = new Set<Monitor>();
    this.#byDevice.set(device, set);
    return set;
  }
}

/** The group an event belongs to for a filter (ECMA-269 §12.2.18). */
export function groupOf({ event }: CstaEvent): FilterGroup {
  switch (event) {
    case 'messageWaiting':
      return 'physical';
    case 'doNotDisturb':
    case 'forwarding':
    case 'agentState':
      return 'logical';
    case 'backInService':
    case 'outOfService':
      return 'maintenance';
    case 'other':
      return 'private';
    default:
      return 'callControl';
  }
}
