import * as validators from '../../schemas/generated/validators.ts';
import type { ContactInput } from '../../schemas/generated/types.ts';
import { CrosspointError } from '../base/errors.ts';
import type { Contacts } from '../contact/contacts.ts';
import type { Role } from './authentication.ts';
import { ROLES } from './authentication.ts';
import { PAGING, pageLimit } from './paging.ts';
import type { ApiRequest, Route } from './route.ts';

const EDITORS: readonly Role[] = ['admin', 'integrator', 'supervisor'];

/** Customers, and who a number belongs to. */
export function contactRoutes(contacts: Contacts): Route[] {
  return [...readingRoutes(contacts), ...writingRoutes(contacts)];
}

function readingRoutes(contacts: Contacts): Route[] {
  const common = { method: 'get', tag: 'contacts', roles: ROLES, status: 200 } as const;
  return [
    {
      ...common,
      path: '/v1/contacts/lookup',
      operationId: 'lookUpContact',
      summary: 'Whose number is this: none, one or several',
      query: [{ name: 'number', description: 'However it is written', type: 'string' }],
      answer: 'ContactLookup',
      handle: async ({ query }) => {
        const number = query.text('number');
        if (number === undefined || number.trim() === '') {
          throw new CrosspointError('invalid-request', 'number is missing', {
            position: { source: 'query', pointer: '/number' },
          });
        }
        return { status: 200, body: await contacts.lookUpEverywhere(number) };
      },
    },
    {
      ...common,
      path: '/v1/contacts',
      operationId: 'listContacts',
      summary: 'Customers kept here',
      query: PAGING,
      answer: 'ContactList',
      handle: ({ query }) => {
        const limit = pageLimit(query);
        return { status: 200, body: contacts.list(query.text('cursor'), limit) };
      },
    },
    {
      ...common,
      path: '/v1/contacts/{contact}',
      operationId: 'getContact',
      summary: 'One customer',
      answer: 'Contact',
      handle: ({ params }) => ({ status: 200, body: contacts.get(params['contact'] ?? '') }),
    },
  ];
}

function writingRoutes(contacts: Contacts): Route[] {
  const tag = 'contacts';
  const body = { schema: 'ContactInput', validate: validators.validateContactInput };
  const input = (request: ApiRequest) => request.body as ContactInput;
  return [
    {
      method: 'post',
      path: '/v1/contacts',
      operationId: 'createContact',
      summary: 'Keep a new customer',
      tag,
      roles: ROLES,
      body,
      status: 201,
      answer: 'Contact',
      handle: (request) => ({ status: 201, body: contacts.create(input(request)) }),
    },
    {
      method: 'put',
      path: '/v1/contacts/{contact}',
      operationId: 'putContact',
      summary: 'Replace a customer',
      tag,
      roles: EDITORS,
      body,
      status: 200,
      answer: 'Contact',
      handle: (request) => ({
        status: 200,
        body: contacts.put(request.params['contact'] ?? '', input(request)),
      }),
    },
    {
      method: 'delete',
      path: '/v1/contacts/{contact}',
      operationId: 'deleteContact',
      summary: 'Forget a customer',
      tag,
      roles: EDITORS,
      status: 204,
      handle: ({ params }) => {
        contacts.delete(params['contact'] ?? '');
        return { status: 204 };
      },
    },
  ];
}
