import { CrosspointError } from '../../../src/base/errors.ts';
import { staticDevice } from '../../../src/spi/connection.ts';
import type { WireConnection } from '../model/identifiers.ts';
import type { FilterGroup } from '../model/requests.ts';
import type { FaceDevices } from './face-devices.ts';
import type { Handlers } from './handlers.ts';
import type { Monitor, Monitors, NewMonitor } from './monitors.ts';
import type { SharedSnapshots } from './shared-snapshots.ts';
import type { Watches } from './watches.ts';
import type { WireCalls } from './wire-calls.ts';
import { deviceNamed } from './wire-parties.ts';

export interface MonitoringParts {
  readonly monitors: Monitors;
  readonly watches: Watches;
  readonly snapshots: SharedSnapshots;
  readonly devices: FaceDevices;
  readonly calls: WireCalls;
}

/** Monitors (ECMA-269 §15.1), of devices and of calls. */
export class Monitoring {
  readonly handlers: Handlers;
  readonly #parts: MonitoringParts;

  constructor(parts: MonitoringParts) {
    const { monitors } = parts;
    this.#parts = parts;
    this.handlers = {
      monitorStart: async ({ object, filterOut }) => {
        monitors.checkRoom();
        return 'device' in object
          ? this.#startAt(deviceNamed(object.device), filterOut)
          : this.#startOf(object.call, filterOut);
      },
      changeMonitorFilter: ({ crossRef, filterOut }) => {
        monitors.get(crossRef).filterOut = new Set(filterOut);
        return undefined;
      },
      monitorStop: ({ crossRef }) => {
        this.end(monitors.get(crossRef));
        return undefined;
      },
    };
  }

  end(monitor: Monitor): void {
    this.#parts.monitors.remove(monitor);
    for (const device of monitor.watched) this.#parts.watches.stop(device);
  }

  async #startAt(device: string, filterOut?: readonly FilterGroup[]) {
    await this.#parts.watches.start(device);
    try {
      // Calls that go on already have parts that no event will tell of.
      await this.#parts.snapshots.take();
      return this.#add({ device, watched: [device] }, filterOut);
    } catch (error) {
      this.#parts.watches.stop(device);
      throw error;
    }
  }

  /** The SPI watches devices only: those of the call are watched for as long as the monitor is there. */
  async #startOf(wire: WireConnection, filterOut?: readonly FilterGroup[]) {
    const { calls, snapshots, devices, watches } = this.#parts;
    const id = calls.callOf(wire);
    const snapshot = await snapshots.take();
    const call = snapshot.calls.find((one) => one.call === id);
    if (call === undefined) throw new CrosspointError('unknown-call', `call ${id} has ended`);
    const there = call.connections.map(({ connection }) => staticDevice(connection.device));
    const watched: string[] = [];
    try {
      for (const device of new Set(there.filter((one) => devices.has(one)))) {
        await watches.start(device);
        watched.push(device);
      }
      return this.#add({ call: id, watched }, filterOut);
    } catch (error) {
      for (const device of watched) watches.stop(device);
      throw error;
    }
  }

  #add(monitor: NewMonitor, filterOut: readonly FilterGroup[] = []): { readonly crossRef: string } {
    const { crossRef } = this.#parts.monitors.add({ ...monitor, filterOut });
    return { crossRef };
  }
}
