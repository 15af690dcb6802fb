import { expect, test } from 'vitest';
import type { ServiceArgs } from '../model/requests.ts';
import { dialingNumber } from '../model/identifiers.ts';
import { FaceRig, type FaceClient } from '../testing/face-rig.ts';

const CALLER = '+49301234567';

async function registered(): Promise<{ rig: FaceRig; client: FaceClient; registerId: string }> {
  const rig = new FaceRig({ face: { routesAt: ['2001'] } });
  const client = await rig.client();
  const { registerId } = await client.ask('routeRegister', { device: dialingNumber('2001') });
  await client.monitor('2002');
  return { rig, client, registerId };
}

function routes(client: FaceClient): ServiceArgs<'routeRequest'>[] {
  return client.asked.flatMap((request) => {
    return request.service === 'routeRequest' ? [request.args] : [];
  });
}

function ends(client: FaceClient): number {
  return client.asked.filter(({ service }) => service === 'routeEnd').length;
}

test('a client that has registered sends arriving calls where it likes', async () => {
  const { rig, client } = await registered();
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.clock.advance(20);
  const [asked] = routes(client);
  expect(asked).toMatchObject({
    callingDevice: { device: dialingNumber(CALLER) },
    currentRoute: { device: dialingNumber('2001') },
    connection: { call: '0001', device: dialingNumber('2001') },
  });
  const routeingCrossRef = asked?.routeingCrossRef ?? '';
  await client.ask('routeSelect', { routeingCrossRef, routeSelected: '2002' });
  expect(await client.told()).toEqual(['1: delivered 0001/2002 2002 alerting redirected']);
  expect([routes(client).length, ends(client)]).toEqual([1, 1]);
  expect(
    await client.refusalOf('routeSelect', { routeingCrossRef, routeSelected: '2003' }),
  ).toContain('invalidCrossRefID');
});

test('a call that is given no route in time stays where it is', async () => {
  const { rig, client, registerId } = await registered();
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.clock.advance(6_000);
  expect(ends(client)).toBe(1);
  expect(rig.people.connectionAt('2001', 'alerting')).toBeDefined();
  await client.ask('routeRegisterCancel', { registerId });
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.clock.advance(20);
  expect(routes(client)).toHaveLength(1);
  expect(await client.refusalOf('routeRegisterCancel', { registerId })).toContain(
    'invalidCrossRef',
  );
});
