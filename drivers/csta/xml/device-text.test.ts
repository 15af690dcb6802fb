import { describe, expect, it } from 'vitest';
import { DeviceText } from './device-text.ts';

const DIGITS = new DeviceText({ form: 'digits' });
const TEL = new DeviceText({ form: 'tel', suffix: ';phone-context=dialstring' });
const DMCC = new DeviceText({ form: 'template', template: '{number}:SWITCH:10.0.0.1:0' });

describe('a device identifier in text', () => {
  it.each([
    ['7049', { number: '7049' }],
    ['N7049', { number: '7049' }],
    ['N<7049>Ada Lovelace', { number: '7049', name: 'Ada Lovelace' }],
    ['N<30210001>;noa=nk', { number: '30210001' }],
    ['N<30210001>;displayNumber=30210001;noa=nk', { number: '30210001' }],
    ['N<30210001>Line 7;displayNumber=30210001;uid=FF00', { number: '30210001', name: 'Line 7' }],
    ['N<>Ada', { number: '', name: 'Ada' }],
    ['Nadia', { number: 'Nadia' }],
    ['T5#1', { number: 'T5#1' }],
    ['', { number: '' }],
  ])('reads %s', (text, device) => {
    expect(DIGITS.read(text)).toEqual(device);
  });

  it('writes and reads a tel URI, whatever its parameters', () => {
    expect(TEL.write('7049')).toBe('tel:7049;phone-context=dialstring');
    expect(TEL.read('tel:7049;phone-context=dialstring;partition=X')).toEqual({ number: '7049' });
    expect(TEL.read('7049')).toEqual({ number: '7049' });
  });

  it('writes and reads what DMCC calls a device', () => {
    expect(DMCC.write('7049')).toBe('7049:SWITCH:10.0.0.1:0');
    expect(DMCC.read('7049:SWITCH:10.0.0.1:0')).toEqual({ number: '7049' });
    expect(DMCC.read('7049:SWITCH::1')).toEqual({ number: '7049' });
  });

  it('leaves alone what is of another switch or no number, both ways', () => {
    expect(DMCC.read('7049:OTHER:10.0.0.1:0')).toEqual({ number: '7049:OTHER:10.0.0.1:0' });
    expect(DMCC.write('T5#1:SWITCH::1')).toBe('T5#1:SWITCH::1');
    expect(TEL.write('sip:ada@example.org')).toBe('sip:ada@example.org');
  });

  it('takes a template literally', () => {
    const odd = new DeviceText({ form: 'template', template: '(+{number})' });
    expect(odd.write('7049')).toBe('(+7049)');
    expect(odd.read('(+7049)')).toEqual({ number: '7049' });
    expect(odd.read('(((7049)')).toEqual({ number: '(((7049)' });
  });

  it.each(['7049', '{number}{number}'])('has no use for the template %s', (template) => {
    expect(() => new DeviceText({ form: 'template', template })).toThrow('invalid-configuration');
  });
});
