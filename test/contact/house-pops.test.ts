import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, ScreenPopOffered } from '../../schemas/generated/types.ts';
import { silentLog } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type { ContactFloor } from '../../src/contact/contact-floor.ts';
import { createContactFloor } from '../../src/contact/contact-floor.ts';
import { liveCallsOf } from '../../src/contact/live-calls.ts';
import { House } from '../support/house.ts';

const CUSTOMER = '+49301234567';

let house: House;
let floor: ContactFloor;

beforeEach(async () => {
  house = new House();
  const { clock, journal, telephony } = house;
  floor = createContactFloor({
    configuration: {},
    agents: [],
    switches: [
      { id: 'demo', driver: 'simulated', numbering: { country: 'DE', outsidePrefixes: ['0'] } },
    ],
    journal,
    calls: liveCallsOf(telephony),
    clock,
    random: new SeededRandom(2),
    log: silentLog,
    file: ':memory:',
    fetch: () => Promise.reject(new Error('no network here')),
  });
  await floor.start();
  await house.open();
});

afterEach(() => floor.close());

function pops(): ScreenPopOffered[] {
  return house.events.flatMap((event) => (event.type === 'screen-pop.offered' ? [event.data] : []));
}

const told = () => pops().map(({ device, number }) => [device, number.e164 ?? number.raw]);

function callAt(device: string): Call {
  const found = house.telephony
    .calls()
    .find(({ connections }) => connections.some((connection) => connection.device === device));
  if (found === undefined) throw new Error(`nothing is going on at ${device}`);
  return found;
}

async function ring(): Promise<string> {
  const { call } = await house.command({
    command: 'simulate-call',
    switch: 'demo',
    from: '030 1234567',
    to: '2001',
  });
  return call ?? callAt('demo:2001').id;
}

/** The customer talks to 2001, who asks 2002. */
async function consult(): Promise<{ held: string; active: string }> {
  await ring();
  const held = callAt('demo:2001').id;
  await house.command({ command: 'answer', call: held, device: 'demo:2001' });
  await house.command({ command: 'consult', call: held, device: 'demo:2001', to: '2002' });
  const active = callAt('demo:2002').id;
  await house.command({ command: 'answer', call: active, device: 'demo:2002' });
  return { held, active };
}

describe('on a whole switch', () => {
  it('a caller from outside pops at the phone that rings', async () => {
    floor.contacts.create({ name: 'Erika', numbers: ['030 1234567'] });
    await ring();
    expect(told()).toEqual([['demo:2001', CUSTOMER]]);
    expect(pops()[0]).toMatchObject({
      matches: [{ contact: { name: 'Erika' }, confidence: 1 }],
      pending: false,
    });
    expect(pops()[0]?.latencyMs).toBeLessThan(10);
  });

  it('every phone of a group that rings pops once', async () => {
    await house.command({
      command: 'simulate-call',
      switch: 'demo',
      from: '030 1234567',
      to: '2100',
    });
    const devices = told().map(([device]) => device);
    expect(devices.length).toBeGreaterThan(0);
    expect(new Set(devices).size).toBe(devices.length);
  });

  it('a consultation and a transfer tell the second agent first of the first, then of the customer', async () => {
    const { held } = await consult();
    await house.command({ command: 'transfer', call: held, device: 'demo:2001' });
    expect(told()).toEqual([
      ['demo:2001', CUSTOMER],
      ['demo:2002', '2001'],
      ['demo:2002', CUSTOMER],
    ]);
    expect(pops()[2]?.call.id).toBe(callAt('demo:2002').id);
  });

  it('a conference tells who comes to it', async () => {
    const { held } = await consult();
    await house.command({ command: 'conference', call: held, device: 'demo:2001' });
    expect(told().slice(2)).toEqual([['demo:2002', CUSTOMER]]);
  });

  it('a transfer without consultation tells the next phone once', async () => {
    await ring();
    const call = callAt('demo:2001').id;
    await house.command({ command: 'answer', call, device: 'demo:2001' });
    await house.command({ command: 'transfer-to', call, device: 'demo:2001', to: '2002' });
    expect(told()).toEqual([
      ['demo:2001', CUSTOMER],
      ['demo:2002', CUSTOMER],
    ]);
  });

  it('a deflected call tells the phone it goes to', async () => {
    await ring();
    const call = callAt('demo:2001').id;
    await house.command({ command: 'deflect', call, device: 'demo:2001', to: '2003' });
    expect(told()).toEqual([
      ['demo:2001', CUSTOMER],
      ['demo:2003', CUSTOMER],
    ]);
  });

  it('the second call of a customer shows the first, once, however it was passed on', async () => {
    const { held } = await consult();
    await house.command({ command: 'transfer', call: held, device: 'demo:2001' });
    await house.command({ command: 'clear', call: callAt('demo:2002').id });
    await ring();
    expect(pops().at(-1)?.history).toMatchObject([
      { direction: 'inbound', answered: true, device: 'demo:2001' },
    ]);
  });

  it('a call to outside pops nowhere, and is in the history of whom it reached', async () => {
    await house.command({
      command: 'make-call',
      from: 'demo:2001',
      to: '0 089 5550',
      autoAnswer: true,
    });
    await house.clock.advance(10_000);
    const outgoing = house.telephony.calls()[0];
    await house.command({ command: 'clear', call: outgoing?.id ?? '' });
    expect(told().filter(([, number]) => number !== '+49895550')).toEqual([]);
    await house.command({
      command: 'simulate-call',
      switch: 'demo',
      from: '+49 89 5550',
      to: '2001',
    });
    expect(pops().at(-1)?.history).toMatchObject([{ direction: 'outbound', device: 'demo:2001' }]);
  });
});
