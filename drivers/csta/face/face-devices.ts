import type { DeviceInfo, DeviceKind } from '../../../src/spi/device.ts';
import type { DeviceEvent } from '../../../src/spi/switch-event.ts';
import type { CstaEvent } from '../model/event-report.ts';
import { dialingNumber } from '../model/identifiers.ts';

/** ECMA-269 §12.2.9 device category, for the kinds of the SPI. */
const CATEGORIES: Readonly<Record<DeviceKind, string>> = {
  extension: 'station',
  trunk: 'networkInterface',
  group: 'huntGroup',
  pilot: 'acd',
};

export function categoryOf({ kind }: DeviceInfo): string {
  return CATEGORIES[kind];
}

/** The devices of the switch as its link last told, to see what has changed of one. */
export class FaceDevices {
  readonly #known = new Map<string, DeviceInfo>();

  readonly isTrunk = (device: string): boolean => this.#known.get(device)?.kind === 'trunk';

  has(device: string): boolean {
    return this.#known.has(device);
  }

  /** Takes a snapshot; what `isTold` is left as it is, since its events are still to come. */
  adopt(devices: readonly DeviceInfo[], isTold: (device: string) => boolean): void {
    for (const info of devices) {
      if (!this.#known.has(info.device) || !isTold(info.device)) {
        this.#known.set(info.device, info);
      }
    }
  }

  /** The events of ECMA-269 §20.2, §22.2, §25 that say what is new of a device. */
  take(event: DeviceEvent): readonly CstaEvent[] {
    const now = event.event === 'deviceChanged' ? event.device : this.#removed(event.device);
    if (now === undefined) return [];
    const was = this.#known.get(now.device);
    this.#known.set(now.device, now);
    return changes(was, now);
  }

  #removed(device: string): DeviceInfo | undefined {
    const was = this.#known.get(device);
    return was === undefined ? undefined : { ...was, isInService: false };
  }
}

function changes(was: DeviceInfo | undefined, now: DeviceInfo): readonly CstaEvent[] {
  const device = {
    device: dialingNumber(now.device),
    ...(now.name === undefined ? {} : { name: now.name }),
  };
  const told: CstaEvent[] = [];
  const isQuiet = now.doNotDisturb === true;
  if ((was?.doNotDisturb === true) !== isQuiet) {
    told.push({ event: 'doNotDisturb', device, isOn: isQuiet });
  }
  const { forwardedTo } = now;
  if (was?.forwardedTo !== forwardedTo) {
    const to = forwardedTo === undefined ? {} : { forwardTo: forwardedTo };
    const isOn = forwardedTo !== undefined;
    told.push({ event: 'forwarding', device, type: 'immediate', isOn, ...to });
  }
  if ((was?.isInService ?? true) !== now.isInService) {
    told.push({ event: now.isInService ? 'backInService' : 'outOfService', device });
  }
  return told;
}
