import { beforeEach, describe, expect, it } from 'vitest';
import { demoSettings } from '../../drivers/simulated/demo.ts';
import type { ErrorCode } from '../../src/base/errors.ts';
import type { Capability } from '../../src/spi/services.ts';
import type { Ask, Scene } from './desk.ts';
import { DEVICE, Desk, RIGHT, demo, on } from './desk.ts';

let desk: Desk;
beforeEach(async () => (desk = await new Desk().open()));

describe('a command that is right', () => {
  it.each(RIGHT)('%s is done, and the model shows it', async (_, scene, ask, after) => {
    const [first, second] = await desk.begin(scene);
    const { operation } = await desk.house.command(ask(first, second));
    expect(operation).toMatchObject({ state: 'done' });
    const calls = { first, second, result: operation?.result?.call ?? '' };
    const states = Object.keys(after).map((which) => [
      which,
      desk.house.stateOf(calls[which as keyof typeof calls]),
    ]);
    expect(Object.fromEntries(states)).toEqual(after);
    expect(desk.endsOf(operation?.id)).toEqual(['operation.done']);
  });

  it.each(['+49 89/55-50', 'tel:+49895550', '(+49) 89 5550'])(
    'takes a number as people write it: %s',
    async (to) => {
      const { operation } = await desk.house.command({ command: 'make-call', from: '2001', to });
      expect(operation).toMatchObject({ state: 'done' });
      expect(desk.house.telephony.calls()[0]?.called?.number).toBe('+49895550');
    },
  );

  it('names the call it makes in its answer, before the switch has made it', () => {
    const { telephony } = desk.house;
    const command = { command: 'make-call', from: DEVICE, to: '2002' } as const;
    const { call, operation } = telephony.command(command, { principal: 'a', digest: '' });
    expect(call).toMatch(/^call_/);
    expect(operation.state).toBe('accepted');
    expect(telephony.findCall(call ?? '')).toBeUndefined();
  });

  it('tells the trace and the call in both of its events', async () => {
    const [call] = await desk.begin('ringing');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const identity = { principal: 'a', digest: '', traceparent };
    const { operation } = desk.house.telephony.command(on('answer')(call, ''), identity);
    await desk.house.clock.advance(1000);
    const told = desk.house.events.filter(({ subject }) => subject === operation.id);
    expect(told.map(({ type, callId, traceparent: trace }) => [type, callId, trace])).toEqual([
      ['operation.accepted', call, traceparent],
      ['operation.done', call, traceparent],
    ]);
  });
});

const makeCall = (from: string, to: string, data?: object): Ask => {
  return () => ({ command: 'make-call', from, to, data: data && { ...data } });
};

/** A command where it is wrong, and the code it is refused with. */
const WRONG: [code: ErrorCode, why: string, scene: Scene, ask: Ask][] = [
  ['unknown-call', 'no such call', 'idle', on('answer')],
  ['unknown-call', 'no such call', 'idle', on('set-data', { patch: {} })],
  ['unknown-connection', 'not in the call', 'ringing', on('answer', { device: demo('2002') })],
  ['unknown-connection', 'no such phone', 'ringing', on('clear', { device: demo('9999') })],
  ['unknown-device', 'another switch', 'ringing', on('answer', { device: 'other:2001' })],
  ['wrong-state', 'answered already', 'talking', on('answer')],
  ['wrong-state', 'rings only', 'ringing', on('hold')],
  ['wrong-state', 'on hold already', 'held', on('hold')],
  ['wrong-state', 'not on hold', 'talking', on('retrieve')],
  ['wrong-state', 'rings only', 'ringing', on('consult', { to: '2002' })],
  ['wrong-state', 'on hold', 'held', on('consult', { to: '2002' })],
  ['invalid-destination', 'no number', 'talking', on('consult', { to: 'Grace' })],
  [
    'payload-too-large',
    'data',
    'talking',
    on('consult', { to: '2', data: { a: 'x'.repeat(65536) } }),
  ],
  ['wrong-state', 'one call only', 'talking', on('transfer')],
  ['wrong-state', 'one call only', 'talking', on('conference')],
  ['wrong-state', 'one call only', 'talking', on('alternate')],
  ['wrong-state', 'one call only', 'talking', on('reconnect')],
  ['wrong-state', 'no such other call', 'consulting', on('transfer', { otherCall: 'call_x' })],
  ['unknown-connection', 'another phone', 'consulting', on('alternate', { device: demo('2002') })],
  ['wrong-state', 'not answered', 'ringing', on('transfer-to', { to: '2002' })],
  ['invalid-destination', 'no number', 'talking', on('transfer-to', { to: 'Grace' })],
  ['wrong-state', 'answered', 'talking', on('deflect', { to: '2002' })],
  ['invalid-destination', 'no number', 'ringing', on('deflect', { to: '?' })],
  ['wrong-state', 'rings only', 'ringing', on('park', { to: '71' })],
  ['wrong-state', 'in conversation', 'talking', on('pickup', { by: demo('2002') })],
  ['unknown-device', 'no such phone', 'ringing', on('pickup', { by: demo('9999') })],
  ['wrong-state', 'rings only', 'ringing', on('digits', { digits: '1' })],
  ['unknown-device', 'no such phone', 'idle', makeCall(demo('9999'), '2002')],
  ['unknown-device', 'no such phone anywhere', 'idle', makeCall('9999', '2002')],
  ['unknown-switch', 'no such switch', 'idle', makeCall('x:2001', '2002')],
  ['invalid-destination', 'empty', 'idle', makeCall(DEVICE, '')],
  ['invalid-destination', 'too long', 'idle', makeCall(DEVICE, '1'.repeat(41))],
  ['payload-too-large', 'data', 'idle', makeCall(DEVICE, '2002', { a: 'x'.repeat(65536) })],
  ['payload-too-large', 'data', 'ringing', on('set-data', { patch: { a: 'ü'.repeat(33000) } })],
  [
    'unknown-switch',
    'no such switch',
    'idle',
    () => ({ command: 'simulate-call', switch: 'x', from: '1', to: '2001' }),
  ],
  [
    'unknown-call',
    'no such call',
    'idle',
    () => ({ command: 'simulate-hang-up', switch: 'demo', call: 'x' }),
  ],
  [
    'unknown-device',
    'no such phone',
    'idle',
    () => ({
      command: 'simulate-fault',
      switch: 'demo',
      fault: { kind: 'device-out-of-service', device: demo('9999') },
    }),
  ],
];

describe('a command that is wrong', () => {
  it.each(WRONG)('is refused with %s: %s (%s)', async (code, _, scene, ask) => {
    const [first, second] = await desk.begin(scene);
    await desk.house.clock.advance(1000);
    const before = desk.house.journal.lastSequence;
    await expect(desk.house.command(ask(first, second))).rejects.toMatchObject({ code });
    // Nothing was accepted and nothing has happened.
    expect(desk.house.journal.lastSequence).toBe(before);
  });

  it('has to say which other call it means where there are several', async () => {
    const [held, active] = await desk.begin('consulting');
    const third = await desk.house.incoming();
    await expect(desk.house.command(on('transfer')(active, ''))).rejects.toMatchObject({
      code: 'invalid-request',
      faults: [{ pointer: '/otherCall' }],
    });
    const ask = on('transfer', { otherCall: held });
    const { operation } = await desk.house.command(ask(active, ''));
    expect(operation?.state).toBe('done');
    expect(desk.house.stateOf(third)).toBe('2001 alerting, T2 connected');
  });

  it('fails as an operation where only the switch can know it', async () => {
    const [call] = await desk.begin('talking');
    const { operation } = await desk.house.command(on('transfer-to', { to: '2999' })(call, ''));
    expect(operation).toMatchObject({
      state: 'failed',
      error: { code: 'invalid-destination', status: 422 },
    });
    expect(desk.endsOf(operation?.id)).toEqual(['operation.failed']);
    expect(desk.house.stateOf(call)).toBe('2001 connected, T1 connected');
  });
});

/** What each command needs of a switch. */
const NEEDS: [Capability, Scene, Ask][] = [
  ['answerCall', 'ringing', on('answer')],
  ['holdCall', 'ringing', on('hold')],
  ['retrieveCall', 'ringing', on('retrieve')],
  ['clearCall', 'ringing', (call) => ({ command: 'clear', call })],
  ['clearConnection', 'ringing', on('clear')],
  ['consultationCall', 'ringing', on('consult', { to: '2002' })],
  ['alternateCall', 'ringing', on('alternate')],
  ['reconnectCall', 'ringing', on('reconnect')],
  ['transferCall', 'ringing', on('transfer')],
  ['conferenceCall', 'ringing', on('conference')],
  ['singleStepTransferCall', 'ringing', on('transfer-to', { to: '2002' })],
  ['deflectCall', 'ringing', on('deflect', { to: '2002' })],
  ['parkCall', 'ringing', on('park', { to: '71' })],
  ['directedPickupCall', 'ringing', on('pickup', { by: demo('2002') })],
  ['generateDigits', 'ringing', on('digits', { digits: '1' })],
  ['makeCall', 'idle', makeCall(DEVICE, '2002')],
];

describe('a switch that lacks a service', () => {
  it.each(NEEDS)('%s refuses the command before it is accepted', async (service, scene, ask) => {
    desk = await new Desk({ settings: { ...demoSettings, without: [service] } }).open();
    const [call] = await desk.begin(scene);
    await expect(desk.house.command(ask(call, ''))).rejects.toMatchObject({
      code: 'service-not-supported',
    });
  });
});

describe('attached data', () => {
  it('is changed member by member, and taken away by null', async () => {
    const [call] = await desk.begin('ringing');
    const patch = (of: object) => desk.house.command(on('set-data', { patch: of })(call, ''));
    const data = () => desk.house.telephony.findCall(call)?.call.data;
    await patch({ a: 1, b: { c: [1], d: 2 } });
    await patch({ a: null, b: { d: null, e: 'x' }, f: false });
    expect(data()).toEqual({ b: { c: [1], e: 'x' }, f: false });
    await patch({ b: 5 });
    await patch({ b: { deep: { er: null, est: 1 } } });
    expect(data()).toEqual({ b: { deep: { est: 1 } }, f: false });
  });

  it('with names that mean something elsewhere are data like any other', async () => {
    const [call] = await desk.begin('ringing');
    const patch = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}') as object;
    await desk.house.command(on('set-data', { patch })(call, ''));
    const data = desk.house.telephony.findCall(call)?.call.data ?? {};
    expect(Object.keys(data)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
