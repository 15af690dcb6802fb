import { expect, test } from 'vitest';
import { dialingNumber } from '../model/identifiers.ts';
import { FaceRig } from '../testing/face-rig.ts';

test('an internal call is told to both monitors, each with its own state', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.monitor('2001', '2002');
  const { connection } = await client.ask('makeCall', {
    callingDevice: dialingNumber('2001'),
    calledNumber: '2002',
    autoOriginate: 'doNotPrompt',
  });
  expect(connection).toEqual({ call: '0001', device: dialingNumber('2001') });
  expect(await client.told()).toEqual([
    '1: serviceInitiated 0001/2001 2001 initiated makeCall',
    '1: originated 0001/2001 2001 connected makeCall',
    '1: delivered 0001/2002 2002 connected makeCall',
    '2: delivered 0001/2002 2002 alerting makeCall',
  ]);
  await rig.people.answer('2002');
  expect(await client.told()).toEqual([
    '1: established 0001/2002 2002 connected normal',
    '2: established 0001/2002 2002 connected normal',
  ]);
  await client.ask('clearConnection', { connection });
  expect(await client.told()).toEqual([
    '1: connectionCleared 0001/2001 2001 null normalClearing',
    '2: connectionCleared 0001/2001 2001 connected normalClearing',
    '2: connectionCleared 0001/2002 2002 null normalClearing',
    '2: callCleared 0001 null normalClearing',
  ]);
});
