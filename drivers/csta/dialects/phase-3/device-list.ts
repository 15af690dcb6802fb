import type { DeviceCategory, DeviceListItem, NamedDeviceTypes } from '../../generated/phase-3.ts';
import type { ServiceArgs } from '../../model/requests.ts';
import { fromNamedDevice, toDevice, toNamedDevice } from './devices.ts';

type Listed = ServiceArgs<'switchingFunctionDevices'>['devices'][number];

interface Category {
  readonly deviceCategory: DeviceCategory;
  readonly namedDeviceTypes?: NamedDeviceTypes;
  /** Which bit of the attributes tells it. */
  readonly attribute?: number;
}

/** What the neutral message has one word for and the standard several (ECMA-269 §12.2.9). */
const CATEGORIES: Readonly<Record<string, Category>> = {
  acdGroup: { deviceCategory: 'group', namedDeviceTypes: 'acdGroup', attribute: 2 },
  huntGroup: { deviceCategory: 'group', attribute: 3 },
  pickGroup: { deviceCategory: 'group', attribute: 4 },
  trunk: { deviceCategory: 'networkInterface', namedDeviceTypes: 'trunk' },
  trunkGroup: { deviceCategory: 'networkInterface', namedDeviceTypes: 'trunkGroup' },
};
const PLAIN = [
  'acd',
  'group',
  'networkInterface',
  'park',
  'routeingDevice',
  'station',
  'voiceUnit',
  'conference',
  'other',
] as const satisfies readonly DeviceCategory[];

export function toListedDevice({ device, name, category }: Listed): DeviceListItem {
  const deviceID = toNamedDevice({ device, name }) ?? toDevice(device);
  if (category === undefined) return { deviceID };
  const { deviceCategory, namedDeviceTypes, attribute } = categoryOf(category);
  const deviceAttributes = attribute === undefined ? undefined : `${'0'.repeat(attribute)}1`;
  return { deviceID, deviceCategory, namedDeviceTypes, deviceAttributes };
}

/** A device that has no identifier which can be read is left out. */
export function fromListedDevice(item: DeviceListItem): readonly Listed[] {
  const { device, name } = fromNamedDevice(item.deviceID);
  if (device === undefined) return [];
  const category = nameOf(item);
  return [
    {
      device,
      ...(name === undefined ? {} : { name }),
      ...(category === undefined ? {} : { category }),
    },
  ];
}

function categoryOf(name: string): Category {
  return CATEGORIES[name] ?? { deviceCategory: PLAIN.find((plain) => plain === name) ?? 'other' };
}

function nameOf({ deviceCategory, namedDeviceTypes, deviceAttributes }: DeviceListItem) {
  const finer = Object.entries(CATEGORIES).find(
    ([, category]) =>
      category.deviceCategory === (deviceCategory ?? category.deviceCategory) &&
      ((namedDeviceTypes !== undefined && category.namedDeviceTypes === namedDeviceTypes) ||
        (category.attribute !== undefined && deviceAttributes?.[category.attribute] === '1')),
  );
  if (finer !== undefined) return finer[0];
  return typeof deviceCategory === 'string' ? deviceCategory : undefined;
}
