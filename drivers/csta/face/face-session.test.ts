import { expect, test } from 'vitest';
import { dialingNumber } from '../model/identifiers.ts';
import { FaceClient, FaceRig } from '../testing/face-rig.ts';
import { memoryLines } from '../testing/memory-line.ts';

const CALLER = '+49301234567';
const ADA = dialingNumber('2001');

test('two monitors of one device give two reports, and a stopped one gives none', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  const [first = '', second = ''] = await client.monitor('2001', '2001');
  expect([first, second]).toEqual(['00000001', '00000002']);
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  expect(await client.told()).toEqual([
    '1: delivered 0001/2001 2001 alerting newCall',
    '2: delivered 0001/2001 2001 alerting newCall',
  ]);
  await client.ask('monitorStop', { crossRef: first });
  await rig.people.answer('2001');
  expect(await client.told()).toEqual(['2: established 0001/2001 2001 connected normal']);
  await client.ask('monitorStop', { crossRef: second });
  await rig.people.hangUp('2001');
  expect(await client.told()).toEqual([]);
  expect(await client.refusalOf('monitorStop', { crossRef: second })).toBe(
    'operation.invalidMonitorCrossRefID',
  );
});

test('a monitor that starts in the middle of a call hears of everybody in it', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  const { call } = await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.people.answer('2001');
  await client.monitor('2001');
  await rig.people.hangUpOutside(call);
  expect(await client.told()).toEqual([
    `1: connectionCleared 0001/T1 ${CALLER} connected normalClearing`,
    '1: connectionCleared 0001/2001 2001 null normalClearing',
    '1: callCleared 0001 null normalClearing',
  ]);
});

test('filters keep groups of events back until they are changed', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  const object = { device: ADA };
  const { crossRef } = await client.ask('monitorStart', { object, filterOut: ['callControl'] });
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  await client.ask('setDoNotDisturb', { device: ADA, isOn: true });
  expect(await client.told()).toEqual(['1: doNotDisturb 2001 on']);
  await client.ask('changeMonitorFilter', { crossRef, filterOut: ['logical'] });
  await client.ask('setDoNotDisturb', { device: ADA, isOn: false });
  await rig.people.answer('2001');
  expect(await client.told()).toEqual(['1: established 0001/2001 2001 connected normal']);
});

test('a monitor of a call follows it through a transfer and ends with it', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  const { call } = await rig.people.dialIn({ from: CALLER, to: '2001' });
  await rig.people.answer('2001');
  const activeCall = await client.at('2001');
  const { crossRef } = await client.ask('monitorStart', { object: { call: activeCall } });
  await client.ask('singleStepTransferCall', { activeCall, transferredTo: '2002' });
  await rig.people.answer('2002');
  expect(await client.told()).toEqual([
    '1: transferred 0001/2001 => 0002/T1 singleStepTransfer',
    '1: delivered 0002/2002 2002 singleStepTransfer',
    '1: established 0002/2002 2002 normal',
  ]);
  await rig.people.hangUpOutside(call);
  expect((await client.told()).at(-1)).toBe('1: callCleared 0002 normalClearing');
  expect(client.asked.at(-1)).toEqual({ service: 'monitorStop', args: { crossRef } });
  expect(await client.refusalOf('monitorStop', { crossRef })).toContain('invalidMonitorCrossRefID');
});

test('features are told to the monitors of the device and read out of a snapshot', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await client.monitor('2001', '2002');
  await client.ask('setDoNotDisturb', { device: ADA, isOn: true });
  const forwarding = { type: 'immediate', isOn: true, forwardTo: '2003' } as const;
  await client.ask('setForwarding', { device: ADA, ...forwarding });
  await rig.people.inject({ kind: 'device-out-of-service', device: '2001' });
  await rig.people.inject({ kind: 'device-out-of-service', device: '2001', durationMs: 0 });
  expect(await client.told()).toEqual([
    '1: doNotDisturb 2001 on',
    '1: forwarding 2001 on',
    '1: outOfService 2001',
    '1: backInService 2001',
  ]);
  expect(await client.ask('getDoNotDisturb', { device: ADA })).toEqual({ isOn: true });
  expect(await client.ask('getForwarding', { device: ADA })).toEqual({ forwardings: [forwarding] });
  await client.ask('setForwarding', { device: ADA, type: 'immediate', isOn: false });
  expect(await client.ask('getForwarding', { device: ADA })).toEqual({
    forwardings: [{ type: 'immediate', isOn: false }],
  });
});

test('snapshots show a device in its calls and a call with everybody in it', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await rig.people.dialIn({ from: CALLER, to: '2001', correlator: 'K' });
  const { connections } = await client.ask('snapshotDevice', { device: ADA });
  const connection = { call: '0001', device: ADA };
  const ringing = { connection, party: { device: ADA, name: 'Ada' }, state: 'alerting' };
  expect(connections).toEqual([ringing]);
  expect(await client.ask('snapshotCall', { connection })).toEqual({
    correlator: 'K',
    callingDevice: { device: dialingNumber(CALLER) },
    calledDevice: { device: ADA, name: 'Ada' },
    endpoints: [
      {
        connection: { call: '0001', device: dialingNumber('T1') },
        party: { device: dialingNumber(CALLER) },
        state: 'connected',
      },
      ringing,
    ],
  });
  await rig.people.hangUpOutside('1');
  expect(await client.ask('snapshotDevice', { device: ADA })).toEqual({ connections: [] });
  expect(await client.refusalOf('snapshotCall', { connection })).toBe('operation.invalidCallID');
});

test('requests are refused in the categories of the standard', async () => {
  const rig = new FaceRig({ settings: { ...rigSettings, without: ['parkCall'] } });
  const client = await rig.client();
  await rig.people.dialIn({ from: CALLER, to: '2001' });
  const connection = await client.at('2001');
  const nobody = { call: connection.call ?? '', device: dialingNumber('2002') };
  const called = (calledNumber: string, from = '2002') => ({
    callingDevice: dialingNumber(from),
    calledNumber,
  });
  const unknown = dialingNumber('9999');
  const refusals = [
    await client.refusalOf('makeCall', called('2001', '9999')),
    await client.refusalOf('makeCall', called('no number')),
    await client.refusalOf('monitorStart', { object: { device: unknown } }),
    await client.refusalOf('snapshotDevice', { device: unknown }),
    await client.refusalOf('answerCall', { connection: nobody }),
    await client.refusalOf('answerCall', { connection: { ...connection, call: 'FFFF' } }),
    await client.refusalOf('answerCall', { connection: { call: connection.call ?? '' } }),
    await client.refusalOf('holdCall', { connection }),
    await client.refusalOf('parkCall', { connection, parkTo: dialingNumber('71') }),
    await client.refusalOf('setDisplay', { device: ADA, text: 'hello' }),
    await client.refusalOf('setForwarding', { device: ADA, type: 'busy', isOn: false }),
    await client.refusalOf('setForwarding', { device: ADA, type: 'immediate', isOn: true }),
    await client.refusalOf('escape', { privateData: '00' }),
  ];
  expect(refusals).toEqual([
    'operation.invalidDeviceID',
    'operation.invalidDestination',
    'operation.invalidDeviceID',
    'operation.invalidDeviceID',
    'operation.invalidConnectionID',
    'operation.invalidCallID',
    'operation.invalidConnectionID',
    'state.invalidObjectState',
    'operation.serviceNotSupported',
    'operation.serviceNotSupported',
    'operation.serviceNotSupported',
    'operation.invalidParameterValue',
    'operation.serviceNotSupported',
  ]);
});

test('a client that asks too much at once is refused what is too much', async () => {
  const rig = new FaceRig({ face: { maxRequests: 2, maxMonitors: 1 } });
  const client = await rig.client();
  const asked = [1, 2, 3].map(() => {
    const request = client.session.request('snapshotDevice', { device: ADA });
    return request.then(
      () => 'taken',
      (error: unknown) => (error as { rawCause: string }).rawCause,
    );
  });
  await rig.clock.advance(20);
  expect(await Promise.all(asked)).toEqual([
    'taken',
    'taken',
    'subscribed.outstandingReqLimitExceeded',
  ]);
  await client.monitor('2001');
  expect(await client.refusalOf('monitorStart', { object: { device: ADA } })).toBe(
    'subscribed.objectMonitorLimitExceeded',
  );
});

test('a client is accepted when the link to the switch is open, and not before', async () => {
  const rig = new FaceRig({ settings: { ...rigSettings, link: { responseMs: 500 } } });
  const lines = memoryLines(rig.clock);
  void rig.server.accept(lines.pbx);
  const client = new FaceClient(rig.clock, lines.client);
  const opening = client.session.open();
  await rig.clock.advance(400);
  expect(client.session.isOpen).toBe(false);
  await client.settled(opening, 400);
  expect(client.session.isOpen).toBe(true);
});

test('a switch that does not answer leaves its client without an answer', async () => {
  const rig = new FaceRig();
  const client = await rig.client();
  await rig.people.inject({ kind: 'lose-response' });
  const device = dialingNumber('2002');
  await expect(client.ask('setDoNotDisturb', { device, isOn: true }, 8_000)).rejects.toMatchObject({
    code: 'switch-timeout',
  });
  expect(client.session.counters.lateAnswers).toBe(0);
  expect(client.session.isOpen).toBe(true);
});

test('the devices are listed in segments behind the answer', async () => {
  const rig = new FaceRig({ settings: rigSettings, face: { devicesPerReport: 2 } });
  const client = await rig.client();
  const { crossRef } = await client.ask('getSwitchingFunctionDevices', undefined);
  const segments = client.asked.flatMap((request) => {
    return request.service === 'switchingFunctionDevices' ? [request.args] : [];
  });
  expect(segments).toEqual([
    {
      ...{ crossRef, segment: 1, isLast: false },
      devices: [
        { device: ADA, category: 'station', name: 'Ada' },
        { device: dialingNumber('2002'), category: 'station' },
      ],
    },
    {
      ...{ crossRef, segment: 2, isLast: true },
      devices: [{ device: dialingNumber('T1'), category: 'networkInterface' }],
    },
  ]);
  const { services } = await client.ask('getSwitchingFunctionCapabilities', undefined);
  expect(services).toContain('makeCall');
  expect(services).not.toContain('setDisplay');
});

test('the switch says that it is there, and drops a client that twice does not say so too', async () => {
  const rig = new FaceRig({ face: { statusEveryMs: 10_000 } });
  const client = await rig.client();
  await rig.clock.advance(25_000);
  expect(client.downs).toEqual([]);
  client.line.lose(Number.POSITIVE_INFINITY);
  // Asked at 30 s and again at 32 s.
  await rig.clock.advance(8_500);
  expect(client.downs).toEqual([]);
  await rig.clock.advance(1_000);
  expect(client.downs).toEqual(['link-down']);
  expect(rig.server.clients).toBe(0);
});

test('call records go to whoever has asked for them', async () => {
  const rig = new FaceRig({ settings: { ...rigSettings, callRecords: true } });
  const client = await rig.client();
  const talk = async (): Promise<void> => {
    const { call } = await rig.people.dialIn({ from: CALLER, to: '2001' });
    await rig.people.answer('2001');
    await rig.clock.advance(60_000);
    await rig.people.hangUpOutside(call);
    await rig.clock.advance(20);
  };
  await talk();
  const { cdrCrossRef } = await client.ask('startCdrTransmission', undefined);
  await talk();
  await client.ask('stopCdrTransmission', { cdrCrossRef });
  await talk();
  const reports = client.asked.flatMap((request) => {
    return request.service === 'cdrReport' ? [request.args] : [];
  });
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({
    cdrCrossRef,
    records: [
      {
        recordNumber: 1,
        callingDevice: { device: dialingNumber(CALLER) },
        calledDevice: { device: ADA },
        associatedCallingDevice: { device: dialingNumber('T1') },
        durationMs: 60_000,
      },
    ],
  });
  expect(await client.refusalOf('stopCdrTransmission', { cdrCrossRef })).toContain(
    'invalidCrossRef',
  );
});

test('an escape goes to whoever knows it', async () => {
  const rig = new FaceRig({ face: { escape: async (data) => `${data}00` } });
  const client = await rig.client();
  expect(await client.ask('escape', { privateData: 'A5' })).toEqual({ privateData: 'A500' });
});

const rigSettings = {
  extensions: [{ number: '2001', name: 'Ada' }, { number: '2002' }],
  trunks: { lines: 1 },
};
