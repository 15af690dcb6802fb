import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const GOOD = {
  library: 'simulated',
  trunks: [{ name: 'T1', span: 0, signalling: 'pri' }],
  extensions: [{ device: '2001', span: 1, line: 1 }],
  media: [{ device: '3001' }],
  numbers: [{ number: '5550100', device: '3001' }],
  outside: [{ prefix: '0', strip: 1, trunk: 'T1' }],
};

describe('the settings of a board', () => {
  it('are filled in', () => {
    expect(readSettings(GOOD)).toMatchObject({
      blockMs: 10,
      board: {},
      country: 'DE',
      media: [{ calls: 30 }],
      trunks: [{ prefix: '', settings: {} }],
    });
  });

  it.each([
    ['/library', { ...GOOD, library: undefined }],
    ['/blockMs', { ...GOOD, blockMs: 0 }],
    ['/trunks/0/signalling', { ...GOOD, trunks: [{ name: 'T1', span: 0, signalling: 'ss7' }] }],
    ['/trunks/0/channel', { ...GOOD, trunks: [{ ...GOOD.trunks[0], channel: 1 }] }],
    ['/trunks/1/span', { ...GOOD, trunks: [...GOOD.trunks, { ...GOOD.trunks[0], name: 'T2' }] }],
    ['/media/0/device', { ...GOOD, media: [{ device: '2001' }] }],
    ['/numbers/0/device', { ...GOOD, numbers: [{ number: '1', device: '9' }] }],
    ['/outside/0/trunk', { ...GOOD, outside: [{ prefix: '0', trunk: 'T9' }] }],
    ['/outside/0/trunk', { ...GOOD, trunks: [{ name: 'T1', span: 0, signalling: 'none' }] }],
    ['/trunks/0/arrivesAt', { ...GOOD, trunks: [{ ...GOOD.trunks[0], arrivesAt: '9' }] }],
    [
      '/extensions/1/line',
      { ...GOOD, extensions: [...GOOD.extensions, { device: '2', span: 1, line: 1 }] },
    ],
  ])('are refused with the place %s', (pointer, settings) => {
    expect(() => readSettings(settings)).toThrow(
      expect.objectContaining({ code: 'invalid-configuration', position: { pointer } }),
    );
  });
});
