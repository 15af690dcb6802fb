import type { ServiceArgs } from '../model/requests.ts';
import { namedDevice } from './party-forms.ts';
import { listOf, type Form } from './shape.ts';
import type { XmlIn } from './xml-in.ts';

type Listed = ServiceArgs<'switchingFunctionDevices'>['devices'][number];

interface Category {
  readonly deviceCategory: string;
  readonly namedDeviceTypes?: string;
  readonly attribute?: string;
}

/** What the neutral message has one word for and the schema has several elements for. */
const CATEGORIES: ReadonlyMap<string, Category> = new Map(
  Object.entries<Category>({
    acdGroup: { deviceCategory: 'group', namedDeviceTypes: 'acdGroup', attribute: 'groupACD' },
    huntGroup: { deviceCategory: 'group', attribute: 'groupHunt' },
    pickGroup: { deviceCategory: 'group', attribute: 'groupPick' },
    userGroup: { deviceCategory: 'group', attribute: 'groupUser' },
    trunk: { deviceCategory: 'networkInterface', namedDeviceTypes: 'trunk' },
    trunkGroup: { deviceCategory: 'networkInterface', namedDeviceTypes: 'trunkGroup' },
  }),
);
const PLAIN: ReadonlySet<string> = new Set(
  `acd group networkInterface park routeingDevice station voiceUnit conference other`.split(' '),
);

const listed: Form<Listed> = {
  write: (out, name, { device, name: person, category }) => {
    out.group(name, () => {
      const party = { device, ...(person === undefined ? {} : { name: person }) };
      namedDevice.write(out, 'deviceID', party);
      if (category === undefined) return;
      const { deviceCategory, namedDeviceTypes, attribute } = categoryOf(category);
      out.leaf('deviceCategory', deviceCategory);
      if (namedDeviceTypes !== undefined) out.leaf('namedDeviceTypes', namedDeviceTypes);
      if (attribute !== undefined) {
        out.group('deviceAttributes', () => out.leaf(attribute, 'true'));
      }
    });
  },
  read: (from) => {
    const { device, name } = namedDevice.read(from.need('deviceID'));
    if (device === undefined) throw from.malformed('a device without a number');
    const category = readCategory(from);
    return {
      device,
      ...(name === undefined ? {} : { name }),
      ...(category === undefined ? {} : { category }),
    };
  },
};

/** The devices of a switching function (ECMA-269 §13.1.8, §12.2.9). */
export const deviceList = listOf('device', listed);

function categoryOf(category: string): Category {
  return CATEGORIES.get(category) ?? { deviceCategory: PLAIN.has(category) ? category : 'other' };
}

function readCategory(from: XmlIn): string | undefined {
  const deviceCategory = from.child('deviceCategory')?.text;
  const types = from.child('namedDeviceTypes')?.text;
  const attributes = from.child('deviceAttributes');
  const finer = [...CATEGORIES].find(
    ([, category]) =>
      category.deviceCategory === (deviceCategory ?? category.deviceCategory) &&
      ((types !== undefined && category.namedDeviceTypes === types) ||
        (category.attribute !== undefined &&
          attributes?.child(category.attribute)?.text === 'true')),
  );
  return finer?.[0] ?? deviceCategory;
}
