import { CrosspointError } from '../../src/base/errors.ts';
import type { BusSlot, Device, Fabric } from './fabric.ts';

/**
 * The bus as SCbus boards see it: each device transmits on a timeslot of its own, given once, and listens to any other. Slots are counted
 * through the CT bus, 128 to a stream.
 */
export class ScBus {
  readonly #fabric: Fabric;
  readonly #free: number[];
  readonly #slots = new Map<Device, number>();

  /** @param slots those that devices of this board may transmit on; other boards on the same bus have others */
  constructor(fabric: Fabric, slots: Iterable<number>) {
    this.#fabric = fabric;
    this.#free = [...slots].toReversed();
  }

  /** The slot on which a device transmits, from the first time it is asked for. */
  transmitSlot(device: Device): number {
    const known = this.#slots.get(device);
    if (known !== undefined) return known;
    const slot = this.#free.at(-1);
    if (slot === undefined) throw new CrosspointError('resource-busy', 'no timeslot is free');
    this.#fabric.connectOneWay(device, toBusSlot(slot));
    this.#free.pop();
    this.#slots.set(device, slot);
    return slot;
  }

  /** Takes the place of what it listened to before. */
  listen(device: Device, slot: number): void {
    this.#fabric.connectOneWay(toBusSlot(slot), device);
  }

  unlisten(device: Device): void {
    this.#fabric.disconnect(device);
  }

  /** The device transmits no more, and its slot is free. */
  release(device: Device): void {
    const slot = this.#slots.get(device);
    if (slot === undefined) return;
    this.#fabric.disconnect(toBusSlot(slot));
    this.#slots.delete(device);
    this.#free.push(slot);
  }
}

function toBusSlot(slot: number): BusSlot {
  return { stream: slot >> 7, timeslot: slot & 127 };
}
