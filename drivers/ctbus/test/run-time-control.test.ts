import { expect, it } from 'vitest';
import { packControls } from '../run-time-control.ts';

it('controls are packed as conditions, actions, bits of symbols, and amounts', () => {
  const packed = packControls([
    { on: 'digit', do: 'stop' },
    { on: 'digit', digits: '0*#d', do: 'jumpForward', amount: 250 },
    { on: 'tone', tones: ['faxCng', 'faxCed'], do: 'pause' },
  ]);
  expect([...packed]).toEqual([
    ...[1, 1, 0xffff, 0],
    ...[1, 5, 1 | (1 << 10) | (1 << 11) | (1 << 15), 250],
    ...[3, 2, (1 << 5) | (1 << 6), 0],
  ]);
});

it('what is no digit is refused', () => {
  expect(() => packControls([{ on: 'digit', digits: '1x', do: 'stop' }])).toThrow(
    expect.objectContaining({ code: 'invalid-request' }),
  );
});
