import { expect, test } from 'vitest';
import { dialingNumber } from '../model/identifiers.ts';
import { FaceRig } from '../testing/face-rig.ts';

const CALLER = '+49301234567';

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

test('a call from outside names its line as the originating connection', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.monitor('2001');
  const { call } = await rig.people.dialIn({
    from: CALLER,
    to: '2001',
    name: 'Eva',
    correlator: 'K',
  });
  const [report] = await client.reports();
  expect(report).toEqual({
    crossRef: '00000001',
    cause: 'newCall',
    correlator: 'K',
    localState: 'alerting',
    event: {
      event: 'delivered',
      connection: { call: '0001', device: dialingNumber('2001') },
      subject: { device: dialingNumber('2001'), name: 'Ada' },
      callingDevice: { device: dialingNumber(CALLER), name: 'Eva' },
      calledDevice: { device: dialingNumber('2001'), name: 'Ada' },
      originatingConnection: { call: '0001', device: dialingNumber('T1') },
    },
  });
  await rig.people.answer('2001');
  await rig.people.hangUpOutside(call);
  expect(await client.told()).toEqual([
    '1: established 0001/2001 2001 connected normal',
    `1: connectionCleared 0001/T1 ${CALLER} connected normalClearing`,
    '1: connectionCleared 0001/2001 2001 null normalClearing',
    '1: callCleared 0001 null normalClearing',
  ]);
});

test('a caller who withholds the number is not known, rather than the line', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.monitor('2001');
  await rig.people.dialIn({ from: '', to: '2001' });
  const [report] = await client.reports();
  expect(report?.event).toMatchObject({ callingDevice: { status: 'notKnown' } });
});

test('consultation and transfer: the connection list says who goes on, in a call of a new name', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.monitor('2001', '2002');
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.people.answer('2001');
  await client.told();
  const existingCall = await client.at('2001');
  const consultation = { existingCall, consultedNumber: '2002' };
  const { connection: activeCall } = await client.ask('consultationCall', consultation);
  expect(await client.told()).toEqual([
    '1: held 0001/2001 2001 held consultation',
    '1: serviceInitiated 0002/2001 2001 initiated consultation',
    '1: originated 0002/2001 2001 connected consultation',
    '1: delivered 0002/2002 2002 connected consultation',
    '2: delivered 0002/2002 2002 alerting consultation',
  ]);
  await client.ask('transferCall', { heldCall: existingCall, activeCall });
  await rig.people.answer('2002');
  expect(await client.told()).toEqual([
    '1: transferred 0002/2001 0001/2001 => 0003/2002 0003/T1 null transfer',
    '2: transferred 0002/2001 0001/2001 => 0003/2002 0003/T1 alerting transfer',
    '2: established 0003/2002 2002 connected normal',
  ]);
});

test('a conference is told to everybody in it, and whoever leaves hears nothing more', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.monitor('2001', '2002');
  const { call } = await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.people.answer('2001');
  await client.told();
  const heldCall = await client.at('2001');
  const { connection: activeCall } = await client.ask('consultationCall', {
    existingCall: heldCall,
    consultedNumber: '2002',
  });
  await rig.people.answer('2002');
  await client.told();
  await client.ask('conferenceCall', { heldCall, activeCall });
  const told = await client.told();
  expect(told.toSorted()).toEqual([
    '1: conferenced 0001/2001 0002/2001 => 0003/T1 0003/2001 0003/2002 connected conference',
    '2: conferenced 0001/2001 0002/2001 => 0003/T1 0003/2001 0003/2002 connected conference',
  ]);
  await client.ask('clearConnection', { connection: await client.at('2002') });
  expect((await client.told()).toSorted()).toEqual([
    '1: connectionCleared 0003/2002 2002 connected normalClearing',
    '2: connectionCleared 0003/2002 2002 null normalClearing',
  ]);
  await rig.people.hangUpOutside(call);
  expect((await client.told()).filter((line) => line.startsWith('2:'))).toEqual([]);
});

test('deflected, picked up, parked and fetched: each device hears its own part', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.monitor('2001', '2002', '2003', '71');
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  await client.told();
  const connection = await client.at('2001');
  await client.ask('deflectCall', { connection, newDestination: '2002' });
  expect(await client.told()).toEqual([
    '1: diverted 0001/2001 2001 null redirected',
    '2: delivered 0001/2002 2002 alerting redirected',
  ]);
  const callToBePickedUp = await client.at('2002');
  await client.ask('directedPickupCall', {
    callToBePickedUp,
    requestingDevice: dialingNumber('2003'),
  });
  expect(await client.told()).toEqual([
    '2: diverted 0001/2002 2002 null callPickup',
    '3: established 0001/2003 2003 connected callPickup',
  ]);
  const parked = { connection: await client.at('2003'), parkTo: dialingNumber('71') };
  await client.ask('parkCall', parked);
  expect(await client.told()).toEqual([
    '3: diverted 0001/2003 2003 null park',
    '4: queued 0001/71 71 queued park',
  ]);
});

test('a call forwarded when nobody answers, and callers in a queue', async () => {
  const rig = new FaceRig({
    settings: {
      extensions: [
        { number: '11', forward: { noAnswer: '12', noAnswerMs: 5_000 } },
        { number: '12' },
        { number: '13' },
      ],
      pilots: [{ number: '20', agents: ['13'] }],
      trunks: { lines: 4 },
    },
  });
  const client = await rig.client();
  await client.monitor('11', '12', '13', '20');
  await rig.people.dialIn({ from: CALLER, to: '11' });
  expect(await client.told(6_000)).toEqual([
    '1: delivered 0001/11 11 alerting newCall',
    '1: diverted 0001/11 11 null callForwardNoAnswer',
    '2: delivered 0001/12 12 alerting callForwardNoAnswer',
  ]);
  for (const from of ['+4930111', '+4930222']) await rig.people.dialIn({ from, to: '20' });
  expect(await client.told()).toEqual([
    '4: queued 0002/20 20 queued enteringDistribution',
    '4: diverted 0002/20 20 null distributed',
    '3: delivered 0002/13 13 alerting distributed',
    '4: queued 0003/20 20 queued enteringDistribution',
  ]);
});

test('a call of two outside parties is told to the monitors of its lines, to its end', async () => {
  const rig = new FaceRig({
    settings: {
      extensions: [{ number: '2001' }],
      trunks: { lines: 4 },
      outside: [{ number: '0*', does: 'answers', afterMs: 1_000 }],
    },
  });
  const client = await rig.client();
  await client.monitor('2001', 'T1', 'T2');
  const { call } = await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.people.answer('2001');
  await client.told();
  const heldCall = await client.at('2001');
  const { connection: activeCall } = await client.ask('consultationCall', {
    existingCall: heldCall,
    consultedNumber: '0891234',
  });
  await client.told(2_000);
  await client.ask('transferCall', { heldCall, activeCall });
  expect(await client.told()).toEqual([
    '1: transferred 0002/2001 0001/2001 => 0003/T2 0003/T1 null transfer',
    '3: transferred 0002/2001 0001/2001 => 0003/T2 0003/T1 connected transfer',
    '2: transferred 0002/2001 0001/2001 => 0003/T2 0003/T1 connected transfer',
  ]);
  await rig.people.hangUpOutside(call);
  expect(await client.told()).toEqual([
    `3: connectionCleared 0003/T1 ${CALLER} connected normalClearing`,
    `2: connectionCleared 0003/T1 ${CALLER} null normalClearing`,
    '3: connectionCleared 0003/T2 0891234 null normalClearing',
    '3: callCleared 0003 null normalClearing',
  ]);
});
