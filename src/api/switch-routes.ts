import type { Device } from '../../schemas/generated/types.ts';
import { CrosspointError } from '../base/errors.ts';
import type { Journal } from '../journal/journal.ts';
import { staticDevice } from '../spi/connection.ts';
import type { Telephony } from '../telephony/telephony.ts';
import { ROLES } from './authentication.ts';
import { PAGING, pageLimit, paged } from './paging.ts';
import type { Query, Route } from './route.ts';

const KINDS = ['extension', 'trunk', 'group', 'pilot'] as const;

/** Switches and their devices. */
export function switchRoutes(telephony: Telephony): Route[] {
  const common = { method: 'get', roles: ROLES, status: 200 } as const;
  return [
    {
      ...common,
      path: '/v1/switches',
      operationId: 'listSwitches',
      summary: 'Links to switches',
      tag: 'switches',
      query: PAGING,
      answer: 'SwitchList',
      handle: ({ query }) => {
        const all = [...telephony.switches.values()].map((owner) => owner.view());
        return { status: 200, body: paged(all, query) };
      },
    },
    {
      ...common,
      path: '/v1/switches/{switch}',
      operationId: 'getSwitch',
      summary: 'One link',
      tag: 'switches',
      answer: 'Switch',
      handle: ({ params }) => ({
        status: 200,
        body: telephony.requireSwitch(params['switch'] ?? '').view(),
      }),
    },
    {
      ...common,
      path: '/v1/devices',
      operationId: 'listDevices',
      summary: 'Phones, trunks, groups and pilot numbers',
      tag: 'devices',
      query: [
        { name: 'switch', description: 'Only those of this switch', type: 'string' },
        { name: 'kind', description: 'extension, trunk, group or pilot', type: 'string' },
        ...PAGING,
      ],
      answer: 'DeviceList',
      handle: ({ query }) => ({ status: 200, body: paged(devices(telephony, query), query) }),
    },
    {
      ...common,
      path: '/v1/devices/{device}',
      operationId: 'getDevice',
      summary: 'One device, `SWITCH:NUMBER`',
      tag: 'devices',
      answer: 'Device',
      handle: ({ params }) => {
        const id = params['device'] ?? '';
        const mark = id.indexOf(':');
        const owner = telephony.switches.get(id.slice(0, Math.max(0, mark)));
        const info = owner?.devices.get(staticDevice(id.slice(mark + 1)));
        if (owner === undefined || info === undefined) {
          throw new CrosspointError('unknown-device', `there is no device ${id}`);
        }
        return { status: 200, body: owner.viewDevice(info) };
      },
    },
  ];
}

function devices(telephony: Telephony, query: Query): Device[] {
  const id = query.text('switch');
  const kind = query.oneOf('kind', KINDS);
  const owners =
    id === undefined ? [...telephony.switches.values()] : [telephony.requireSwitch(id)];
  return owners.flatMap((owner) =>
    [...owner.devices.values()]
      .filter((info) => kind === undefined || info.kind === kind)
      .map((info) => owner.viewDevice(info)),
  );
}

/** The journal, a page at a time. */
export function eventRoutes(journal: Journal): Route[] {
  return [
    {
      method: 'get',
      path: '/v1/events',
      operationId: 'listEvents',
      summary: 'What happened, in order',
      tag: 'events',
      roles: ROLES,
      query: [
        { name: 'after', description: 'Sequence of the last event already seen', type: 'integer' },
        { name: 'limit', description: '1 to 1000, default 100', type: 'integer' },
        { name: 'type', description: 'Such as `call.*,screen-pop.*`', type: 'string' },
        { name: 'subject', description: 'A call, an operation, a switch …', type: 'string' },
      ],
      status: 200,
      answer: 'EventPage',
      handle: ({ query }) => {
        const after = query.integer('after', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? 0;
        const limit = pageLimit(query);
        const filter = { types: query.list('type'), subjects: query.list('subject') };
        const { events, nextAfter } = journal.read(after, limit, filter);
        const items = events.map(({ json }) => json).join(',');
        return { status: 200, body: `{"items":[${items}],"nextAfter":${nextAfter}}` };
      },
    },
  ];
}
