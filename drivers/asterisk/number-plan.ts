import { CrosspointError, type DeviceInfo, type Party } from '../../src/spi/index.ts';
import type { AriEndpoint } from './ari-json.ts';
import type { AsteriskSettings } from './settings.ts';

/** Where a number leads. */
export interface Destination {
  /** What ARI is asked to dial: `PJSIP/2001`. */
  readonly endpoint: string;
  readonly device: string;
  readonly party: Party;
  readonly isOutside: boolean;
}

/** The devices of the switch and the numbers that reach them. */
export class NumberPlan {
  readonly #settings: AsteriskSettings;
  readonly #endpoints = new Map<string, DeviceInfo>();
  readonly #queues = new Set<string>();

  constructor(settings: AsteriskSettings) {
    this.#settings = settings;
  }

  /** Takes over what is said of an endpoint; the device where that changes it. */
  take({ technology, resource, state }: AriEndpoint): DeviceInfo | undefined {
    if (technology !== this.#settings.technology) return undefined;
    const isInService = state !== 'offline';
    const before = this.#endpoints.get(resource);
    if (before?.isInService === isInService) return undefined;
    const kind = this.isTrunk(resource) ? 'trunk' : 'extension';
    const device: DeviceInfo = { device: resource, kind, isInService };
    this.#endpoints.set(resource, device);
    return device;
  }

  takeQueue(name: string): void {
    this.#queues.add(name);
  }

  isTrunk(device: string): boolean {
    return this.#settings.trunks.includes(device);
  }

  isExtension(device: string): boolean {
    return this.#endpoints.get(device)?.kind === 'extension';
  }

  devices(): DeviceInfo[] {
    const queues = [...this.#queues].map((device): DeviceInfo => {
      return { device, kind: 'group', isInService: true };
    });
    return [...this.#endpoints.values(), ...queues];
  }

  /** Throws `unknown-device`, or `device-out-of-service`. */
  demandInService(device: string): void {
    const info = this.#endpoints.get(device);
    if (info?.kind !== 'extension') {
      throw new CrosspointError('unknown-device', `there is no extension ${device}`);
    }
    if (!info.isInService) {
      throw new CrosspointError('device-out-of-service', `${device} is not registered`);
    }
  }

  /** Throws `invalid-destination`. */
  find(number: string): Destination {
    const found = this.lookUp(number);
    if (found === undefined) {
      throw new CrosspointError('invalid-destination', 'the number leads nowhere');
    }
    return found;
  }

  lookUp(number: string): Destination | undefined {
    const { technology, outside } = this.#settings;
    if (this.isExtension(number)) {
      const party = { device: number, number };
      return { endpoint: `${technology}/${number}`, device: number, party, isOutside: false };
    }
    if (!/^[0-9*#+]{1,40}$/.test(number)) return undefined;
    const route = outside.find(({ prefix }) => number.startsWith(prefix));
    if (route === undefined || number.length <= route.strip) return undefined;
    const dialled = number.slice(route.strip);
    const party = { device: route.trunk, number: dialled };
    const endpoint = `${technology}/${dialled}@${route.trunk}`;
    return { endpoint, device: route.trunk, party, isOutside: true };
  }

  /** Who is at the other end of a channel of this device. */
  partyOf(device: string, number: string, name: string): Party {
    const said = this.isExtension(device) && number === '' ? device : number;
    return {
      device,
      ...(said === '' ? {} : { number: said }),
      ...(name === '' ? {} : { name }),
    };
  }
}
