import type { Configuration, ContactInput } from '../../schemas/generated/types.ts';
import { demoSettings } from '../../drivers/simulated/demo.ts';

/** What a server runs that was given no configuration: the simulated switch `demo` and its people. */
export const DEMO_CONFIGURATION: Configuration = {
  switches: [
    {
      id: 'demo',
      driver: 'simulated',
      settings: { ...demoSettings },
      numbering: { country: 'DE', outsidePrefixes: ['0'], areaCode: '30' },
    },
  ],
  agents: [
    { id: 'ada', name: 'Ada', device: 'demo:2001' },
    { id: 'grace', name: 'Grace', device: 'demo:2002' },
    { id: 'edsger', name: 'Edsger', device: 'demo:2003' },
    { id: 'barbara', name: 'Barbara', device: 'demo:2004' },
  ],
};

/** Customers to try the pop with; kept at the first start of the demo, where there are none. */
export const DEMO_CONTACTS: readonly ContactInput[] = [
  {
    name: 'Erika Mustermann',
    numbers: ['+49 30 1234567', '+49 171 5550123'],
    url: 'https://crm.example/customers/1001',
    fields: { company: 'Mustermann GmbH', city: 'Berlin', plan: 'Premium' },
  },
  {
    name: 'Max Mustermann',
    numbers: ['+49 30 1234567'],
    url: 'https://crm.example/customers/1002',
    fields: { company: 'Mustermann GmbH', city: 'Berlin' },
  },
  {
    name: 'Grete Fischer',
    numbers: ['+49 40 7654321'],
    url: 'https://crm.example/customers/1003',
    fields: { company: 'Fischer & Söhne', city: 'Hamburg' },
  },
  {
    name: 'John Smith',
    numbers: ['+44 20 7946 0958'],
    url: 'https://crm.example/customers/1004',
    fields: { company: 'Smith Ltd', city: 'London' },
  },
];
