import type { SimulatedSettings } from './settings.ts';

/** The switch that `npm start` brings along: a small office in Berlin. */
export const demoSettings: SimulatedSettings = {
  country: 'DE',
  mainNumber: '+49 30 5550',
  outsidePrefix: '0',
  extensions: [
    { number: '2001', name: 'Ada' },
    { number: '2002', name: 'Grace' },
    { number: '2003', name: 'Edsger' },
    { number: '2004', name: 'Barbara' },
    { number: '2005', name: 'Donald' },
    { number: '2006', name: 'Radia', callWaiting: false },
  ],
  trunks: { prefix: 'T', lines: 30 },
  groups: [{ number: '2100', name: 'Office', members: ['2001', '2002', '2003'] }],
  pilots: [{ number: '2200', name: 'Sales', agents: ['2004', '2005', '2006'] }],
  parkSlots: ['71', '72', '73'],
  outside: [
    { number: '+49 30 110*', does: 'busy', afterMs: 1_000 },
    { number: '+49 30 120*', does: 'never-answers' },
    { number: '+49 30 130*', does: 'unallocated' },
    { number: '+49 89 5550', does: 'answers', afterMs: 5_000, name: 'Munich branch' },
    { number: '+49 40 5550', does: 'answers', afterMs: 2_000, hangsUpAfterMs: 30_000 },
  ],
};
