import type { ConnectionState } from '../../../src/spi/connection.ts';

const STATES: readonly (ConnectionState | undefined)[] = [
  'null',
  'initiated',
  'alerting',
  'connected',
  'held',
  'queued',
  'failed',
];

const BLOCKED = 0x60;

/**
 * What a simple call state says of the device's own connection: the low half of its number. The high half is
 * of the far end (ECMA-179 §9.6, ECMA-285 §13). A blocked call has none of its own and is there nevertheless.
 */
export function ownStateOf(number: number): ConnectionState | undefined {
  return number === BLOCKED ? 'failed' : STATES[number & 0x0f];
}
