import type { SimulatedSettings } from '../settings.ts';
import { Device } from './call.ts';
import { Trunks } from './trunks.ts';

export interface Equipment {
  readonly devices: ReadonlyMap<string, Device>;
  readonly queues: readonly Device[];
  readonly trunks: Trunks;
}

/** Builds the devices that the settings describe. */
export function equip(settings: SimulatedSettings): Equipment {
  const devices = new Map<string, Device>();
  const add = (device: Device): Device => {
    devices.set(device.id, device);
    return device;
  };
  for (const phone of settings.extensions) {
    add(new Device(phone.number, 'extension', { is: 'phone', settings: phone }, phone.name));
  }
  const { prefix = 'T', lines = 8 } = settings.trunks ?? {};
  const trunks = Array.from({ length: lines }, (_, index) =>
    add(new Device(`${prefix}${index + 1}`, 'trunk', { is: 'line', index })),
  );
  for (const group of settings.groups ?? []) {
    add(new Device(group.number, 'group', { is: 'hunt-group', settings: group }, group.name));
  }
  const queues = (settings.pilots ?? []).map((pilot) =>
    add(
      new Device(pilot.number, 'pilot', { is: 'queue', settings: pilot, waiting: [] }, pilot.name),
    ),
  );
  for (const slot of settings.parkSlots ?? []) {
    add(new Device(slot, 'group', { is: 'park-slot' }, `Park slot ${slot}`));
  }
  return { devices, queues, trunks: new Trunks(trunks) };
}
