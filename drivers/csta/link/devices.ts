import type { DeviceInfo, DeviceKind } from '../../../src/spi/device.ts';
import type { CstaEvent } from '../model/event-report.ts';
import { dialingNumber, type DeviceId } from '../model/identifiers.ts';
import { spokenOf } from './parties.ts';

/** A device as the configuration names it, where the switch does not list its own. */
export interface DeviceSettings {
  readonly device: string;
  readonly kind?: DeviceKind;
  readonly name?: string;
}

/** Categories of ECMA-269 §12.2.9 as kinds; whatever is none of these is an extension. */
const KINDS: Readonly<Record<string, DeviceKind>> = {
  acd: 'pilot',
  acdGroup: 'pilot',
  huntGroup: 'group',
  group: 'group',
  pickGroup: 'group',
  networkInterface: 'trunk',
  trunk: 'trunk',
  trunkGroup: 'trunk',
};

/** The devices of the switch as this link knows them, each by its name on the wire as well. */
export class Devices {
  readonly #byName = new Map<string, { info: DeviceInfo; readonly wire: DeviceId }>();
  readonly isOwn = (device: string): boolean => this.#byName.has(device);

  get all(): DeviceInfo[] {
    return [...this.#byName.values()].map(({ info }) => info);
  }

  /** Those whose calls a snapshot can ask for. */
  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  get(device: string): DeviceInfo | undefined {
    return this.#byName.get(device)?.info;
  }

  wireOf(device: string): DeviceId | undefined {
    return this.#byName.get(device)?.wire;
  }

  configure(settings: readonly DeviceSettings[]): void {
    for (const { device, kind = 'extension', name } of settings) {
      const wire: DeviceId = device.startsWith('#')
        ? { form: 'deviceNumber', value: device.slice(1) }
        : dialingNumber(device);
      this.#add(wire, { device, kind, isInService: true, ...(name === undefined ? {} : { name }) });
    }
  }

  /** As the switch lists them. What the configuration has said of a device stands. */
  discover(wire: DeviceId, category: string | undefined, told: string | undefined): void {
    const { number, name = told } = spokenOf(wire);
    if (this.#byName.has(number)) return;
    const kind = KINDS[category ?? ''] ?? 'extension';
    this.#add(wire, {
      device: number,
      kind,
      isInService: true,
      ...(name === undefined ? {} : { name }),
    });
  }

  change(device: string, change: Partial<DeviceInfo>): DeviceInfo | undefined {
    const known = this.#byName.get(device);
    if (known === undefined) return undefined;
    known.info = { ...known.info, ...change };
    return known.info;
  }

  /** The device as it is after an event about it; `undefined` where nothing of it has changed. */
  take(event: CstaEvent): DeviceInfo | undefined {
    if (!('device' in event) || event.device.device === undefined) return undefined;
    const { number } = spokenOf(event.device.device);
    const known = this.get(number);
    if (known === undefined) return undefined;
    const change = changeOf(event);
    if (change === undefined) return undefined;
    const isNews = Object.entries(change).some(([key, value]) => {
      return known[key as keyof DeviceInfo] !== value;
    });
    return isNews ? this.change(number, change) : undefined;
  }

  #add(wire: DeviceId, info: DeviceInfo): void {
    this.#byName.set(info.device, { info, wire });
  }
}

function changeOf(event: CstaEvent): Partial<DeviceInfo> | undefined {
  switch (event.event) {
    case 'doNotDisturb':
      return { doNotDisturb: event.isOn };
    case 'forwarding':
      // The SPI knows one destination: where calls go at once.
      if (event.type !== undefined && event.type !== 'immediate') return undefined;
      return { forwardedTo: event.isOn ? event.forwardTo : undefined };
    case 'backInService':
      return { isInService: true };
    case 'outOfService':
      return { isInService: false };
    default:
      return undefined;
  }
}
