import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { dialingNumber } from '../model/identifiers.ts';
import { FACE_OPTIONS } from './face-options.ts';
import { WireCalls, type WireCallsOptions } from './wire-calls.ts';

function calls(options: Partial<WireCallsOptions> = {}): { clock: VirtualClock; calls: WireCalls } {
  const clock = new VirtualClock();
  return { clock, calls: new WireCalls(clock, { ...FACE_OPTIONS, ...options }) };
}

test('a call keeps its name, and its connections can be found by it', () => {
  const { calls: names } = calls();
  const wire = names.wireOf({ call: '77', device: '2001' });
  expect(wire).toEqual({ call: '0001', device: dialingNumber('2001') });
  expect(names.wireOf({ call: '77', device: '2002' }).call).toBe('0001');
  expect(names.wireOfCall('78')).toBe('0002');
  expect(names.idOf(wire)).toEqual({ call: '77', device: '2001' });
  expect(names.find('0002')).toBe('78');
});

test('devices are known by whatever form a client gives them in', () => {
  const { calls: names } = calls();
  names.wireOfCall('77');
  const forms = [
    { form: 'deviceNumber', value: '2001' },
    { form: 'implicitPrivate', value: '2001' },
    { form: 'dialingNumber', value: 'N<2001>Ada' },
    { form: 'other', value: '32303031' },
  ] as const;
  for (const device of forms) {
    expect(names.idOf({ call: '0001', device }).device).toBe('2001');
  }
});

test('a second part of a device in a call has octets of its own', () => {
  const { calls: names } = calls();
  const second = names.wireOf({ call: '77', device: 'T1~2' });
  expect(second.device).toEqual({ form: 'dynamic', value: '00000001' });
  expect(names.wireOf({ call: '77', device: 'T1~2' })).toEqual(second);
  expect(names.wireOf({ call: '77', device: 'T1~3' }).device?.value).toBe('00000002');
  expect(names.idOf(second)).toEqual({ call: '77', device: 'T1~2' });
  const nobody = { ...second, device: { form: 'dynamic', value: '00000009' } } as const;
  expect(() => names.idOf(nobody)).toThrow('unknown-connection');
});

test('identifiers are octets throughout, or text throughout, where the switch has them so', () => {
  const dynamic = calls({ connectionDevices: 'dynamic' }).calls;
  expect(dynamic.wireOf({ call: '77', device: '2001' }).device?.form).toBe('dynamic');
  const text = calls({ identifiers: 'text' }).calls;
  const wire = text.wireOf({ call: '77', device: 'T1~2' });
  expect(wire).toEqual({ call: '1', device: dialingNumber('T1~2') });
  expect(text.idOf(wire)).toEqual({ call: '77', device: 'T1~2' });
});

test('a name rests before another call gets it, and means nothing meanwhile', async () => {
  const { clock, calls: names } = calls({ callIdOctets: 1, callIdRestsMs: 1_000 });
  for (let call = 1; call <= 255; call += 1) names.wireOfCall(String(call));
  expect(() => names.wireOfCall('256')).toThrow('resource-busy');
  names.free('7');
  expect(() => names.callOf({ call: '07' })).toThrow('unknown-call');
  await clock.advance(999);
  expect(() => names.wireOfCall('256')).toThrow('resource-busy');
  await clock.advance(1);
  expect(names.wireOfCall('256')).toBe('07');
  expect(names.calls).toHaveLength(255);
});
